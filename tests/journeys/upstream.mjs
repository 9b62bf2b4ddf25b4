// An upstream that we did not write (npm oidc-provider): certified, strict, with a sign-in page of
// two fields. Reads {port, client} as its first line of input and prints "ready" when it listens.
// Ends with its input. Run by upstream.py.

import { createServer } from "node:http";
import { createInterface } from "node:readline";
import Provider from "oidc-provider";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { port, client } = JSON.parse((await lines.next()).value);
const issuer = `http://localhost:${port}`;

const provider = new Provider(issuer, {
  clients: [client],
  acrValues: ["urn:eid:1", "urn:eid:2"],
  claims: { openid: ["sub"], profile: ["name"], acr: null, auth_time: null, iss: null, sid: null },
  cookies: { keys: ["a key of the test"] },
  enabledJWA: { clientAuthSigningAlgValues: ["ES256"] },
  // Its own guard refuses this machine, where our keys are in a test.
  fetch: (url, { dispatcher: _, ...options }) => globalThis.fetch(url, options),
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, accountId) => ({
    accountId,
    claims: () => ({ sub: accountId, name: "Nguyễn Thị Lan" }),
  }),
  async loadExistingGrant({ oidc }) {
    const { clientId } = oidc.client;
    const grant = new oidc.provider.Grant({ clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope("openid profile");
    await grant.save();
    return grant;
  },
});

const page = (uid, acr) => `<!doctype html><html lang="vi"><title>Upstream</title>
<form method="post" action="/interaction/${uid}">
<label>Login <input id="upstream-login" name="login"></label>
<label>Level <input id="upstream-acr" name="acr" value="${acr}"></label>
<button id="upstream-submit" name="act" value="sign-in">Sign in</button>
<button id="upstream-cancel" name="act" value="cancel">Cancel</button></form></html>`;

const interact = async (request, response) => {
  const { uid, params } = await provider.interactionDetails(request, response);
  if (request.method === "GET") {
    const acr = (params.acr_values ?? "urn:eid:1").split(" ")[0];
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(page(uid, acr));
    return;
  }
  let body = "";
  for await (const chunk of request) body += chunk;
  const form = new URLSearchParams(body);
  const result =
    form.get("act") === "cancel"
      ? { error: "access_denied", error_description: "cancelled" }
      : { login: { accountId: form.get("login"), acr: form.get("acr") } };
  await provider.interactionFinished(request, response, result);
};

const callback = provider.callback();
createServer((request, response) => {
  if (!request.url.startsWith("/interaction/")) return callback(request, response);
  return interact(request, response).catch((error) => {
    response.statusCode = 500;
    response.end(String(error));
  });
}).listen(port, "127.0.0.1", () => process.stdout.write("ready\n"));

await lines.next();
process.exit(0);
