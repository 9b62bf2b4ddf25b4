// A relying party that we did not write (npm openid-client), walked through everything it can do.
// Reads {issuer, client_id, client_secret, redirect_uri, after} as its first line of input, prints
// {go_to}; reads the address at which the browser arrived, prints all that it got. Run by
// test_openid_client.py.

import { createInterface } from "node:readline";
import * as client from "openid-client";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const read = async () => (await lines.next()).value;
const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

const asked = JSON.parse(await read());
const config = await client.discovery(
  new URL(asked.issuer),
  asked.client_id,
  undefined,
  client.ClientSecretBasic(asked.client_secret),
  { execute: [client.allowInsecureRequests] },
);

const pkceCodeVerifier = client.randomPKCECodeVerifier();
const expectedState = client.randomState();
const expectedNonce = client.randomNonce();
tell({
  go_to: client.buildAuthorizationUrl(config, {
    redirect_uri: asked.redirect_uri,
    scope: "openid profile email offline_access",
    prompt: "consent",
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: expectedState,
    nonce: expectedNonce,
  }).href,
});

const arrivedAt = new URL(await read());
const tokens = await client.authorizationCodeGrant(config, arrivedAt, {
  pkceCodeVerifier,
  expectedState,
  expectedNonce,
  idTokenExpected: true,
});
const claims = tokens.claims();
const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
// RFC 6749 §6: a provider that issues no new refresh token means that the old one goes on.
const lasting = refreshed.refresh_token ?? tokens.refresh_token;
const before = await client.tokenIntrospection(config, refreshed.access_token);
await client.tokenRevocation(config, lasting, { token_type_hint: "refresh_token" });
const after = await client.tokenIntrospection(config, lasting);
const refusal = await client.refreshTokenGrant(config, lasting).then(
  () => "none",
  (error) => error.error,
);
const replay = await client
  .authorizationCodeGrant(config, arrivedAt, { pkceCodeVerifier, expectedState, expectedNonce })
  .then(
    () => "none",
    (error) => error.error,
  );
tell({
  claims,
  userinfo,
  access_token_is_new: refreshed.access_token !== tokens.access_token,
  introspected: before,
  introspected_after_revocation: after,
  refusal,
  replay,
  sign_out_at: client.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: asked.after,
    state: "đã ra",
  }).href,
});
