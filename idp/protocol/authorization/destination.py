"""Destination: the only thing able to answer a client, so an open redirect cannot be written.

It exists only after DESTINATION_RULES proved the client and the redirect URI; every answer
carries `iss` (RFC 9207) and the client's `state` unchanged.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from idp.protocol.authorization.response_modes import RESPONSE_MODES, Answer
from idp.protocol.client import Client
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError, Unanswerable
from idp.protocol.parameters import Parameters

# RFC 8252 §7.3: the literal loopback address, where only the port may vary.
_LOOPBACK: Final = re.compile(r"(http://(?:127\.0\.0\.1|\[::1\]))(?::([0-9]{1,5}))?(/[^#]*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A proven place to answer: client, exact redirect URI, response mode and state."""

    client: Client
    redirect_uri: str
    mode: str
    state: str | None
    issuer: str

    def success(self, code: str) -> Answer:
        """Return the answer that carries the code (OIDC Core §3.1.2.5)."""
        return self._answer(("code", code))

    def refusal(self, error: ProtocolError) -> Answer:
        """Return the answer that carries the error (RFC 6749 §4.1.2.1)."""
        return self._answer(("error", error.code), ("error_description", error.description))

    def _answer(self, *fields: tuple[str, str]) -> Answer:
        state = (("state", self.state),) if self.state is not None else ()
        return RESPONSE_MODES[self.mode](self.redirect_uri, (*fields, *state, ("iss", self.issuer)))

    @property
    def origin(self) -> str:
        """Scheme and authority of the redirect URI, for `form-action` of the pages on the way."""
        return origin_of(self.redirect_uri)


def origin_of(uri: str) -> str:
    """Return scheme and authority as CSP writes them; an app's own scheme stands alone.

    So does that of an address of IPv6: a policy cannot name one, and a browser that obeys it would
    not follow the answer to `http://[::1]` (RFC 8252 §7.3) after a form of ours.
    """
    parts = urlsplit(uri)
    is_nameable = parts.netloc and "[" not in parts.netloc
    return f"{parts.scheme}://{parts.netloc}" if is_nameable else f"{parts.scheme}:"


def client_is_known(parameters: Parameters, context: Context) -> Client:
    """RFC 6749 §3.1.2.4: without a living client there is nobody to answer."""
    client_id = _single(parameters, "client_id")
    if client_id is None:
        raise Unanswerable("invalid_request", "client_id is missing", parameter="client_id")
    client = context.clients.get(client_id)
    if client is None or client.disabled:
        raise Unanswerable(
            "invalid_client",
            "client unknown or disabled",
            parameter="client_id",
            client=_id_of(client),
        )
    return client


def redirect_uri_is_registered(parameters: Parameters, client: Client) -> str:
    """OIDC Core §3.1.2.1: the URI is one of the registered, compared as a whole string."""
    redirect_uri = _single(parameters, "redirect_uri", client)
    if redirect_uri is None:
        raise _wrong_uri("invalid_request", "redirect_uri is missing", client)
    if not is_registered(redirect_uri, client):
        raise _wrong_uri("redirect_uri_mismatch", "redirect_uri is not registered", client)
    return redirect_uri


def is_registered(redirect_uri: str, client: Client) -> bool:
    """Whether the client registered exactly this URI; a native one's loopback port may vary."""
    if redirect_uri in client.redirect_uris:
        return True
    if client.application_type != "native":
        return False
    asked = _without_loopback_port(redirect_uri)
    return asked is not None and any(
        asked == _without_loopback_port(uri) for uri in client.redirect_uris
    )


def response_mode_is_known(parameters: Parameters) -> str:
    """Return the mode that errors travel by as well; an unknown one falls back to `query`."""
    mode = parameters.values.get("response_mode") or "query"
    repeated = "response_mode" in parameters.repeated
    return mode if mode in RESPONSE_MODES and not repeated else "query"


def find_destination(parameters: Parameters, context: Context) -> Destination:
    """Return where the client is answered; raises Unanswerable when that is in any doubt."""
    client = client_is_known(parameters, context)
    return Destination(
        client=client,
        redirect_uri=redirect_uri_is_registered(parameters, client),
        mode=response_mode_is_known(parameters),
        state=None if "state" in parameters.repeated else parameters.values.get("state") or None,
        issuer=context.issuer,
    )


def _single(parameters: Parameters, name: str, client: Client | None = None) -> str | None:
    """The value; a repeated one leaves the client or the destination in doubt (AZ-04)."""
    if name in parameters.repeated:
        raise Unanswerable(
            "invalid_request", f"{name} is repeated", parameter=name, client=_id_of(client)
        )
    return parameters.values.get(name) or None


def _wrong_uri(code: str, reason: str, client: Client) -> Unanswerable:
    return Unanswerable(code, reason, parameter="redirect_uri", client=client.client_id)


def _id_of(client: Client | None) -> str | None:
    return None if client is None else client.client_id


def _without_loopback_port(uri: str) -> str | None:
    match = _LOOPBACK.fullmatch(uri)
    if match is None or int(match[2] or 80) > 65_535:
        return None
    return f"{match[1]}{match[3] or ''}"
