"""A service asks to sign a person out (OIDC RP-Initiated Logout §2, §3).

The way back is proven before anything else; whether the person is asked depends on whose session
the hint names. Anything doubtful ends on a page of ours, never on a redirect.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from idp.protocol.authorization.destination import origin_of
from idp.protocol.client import Client
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError, Unanswerable
from idp.protocol.parameters import Parameters, nothing_is_repeated
from idp.protocol.sid import sid_of
from idp.protocol.tokens.hint import Hint, read_hint


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutRequest:
    """A request that may be followed; `return_to` None ends on our own page.

    `asks_first` is false where the hint names this browser's own session, or there is none;
    `is_hinted` where a genuine hint came along, without which only a person's yes leads back.
    """

    client: Client | None
    return_to: str | None
    asks_first: bool
    is_hinted: bool

    @property
    def way_back(self) -> tuple[str, ...]:
        """Return the origin that the question's form may end at."""
        return (origin_of(self.return_to),) if self.return_to is not None else ()


def receive(parameters: Parameters, session: str | None, context: Context) -> LogoutRequest:
    """Return what to do for the browser whose session has this internal id.

    Raises Unanswerable: a page, and the session stays.
    """
    try:
        nothing_is_repeated(parameters)
    except ProtocolError as error:
        raise Unanswerable(error.code, error.reason, parameter=error.parameter) from None
    hint = _hint(parameters, context)
    client = _client(parameters, hint, context)
    return LogoutRequest(
        client=client,
        return_to=_return_to(parameters, client),
        asks_first=session is not None and not _is_own(hint, session, context),
        is_hinted=hint is not None,
    )


def _hint(parameters: Parameters, context: Context) -> Hint | None:
    token = parameters.get("id_token_hint")
    if token is None:
        return None
    hint = read_hint(token, context)
    if hint is None:
        raise Unanswerable("invalid_request", "forged hint", parameter="id_token_hint")
    return hint


def _client(parameters: Parameters, hint: Hint | None, context: Context) -> Client | None:
    """RP-Initiated Logout §2: `client_id` and the hint's audience name the same client."""
    named = parameters.get("client_id")
    if hint is not None and named is not None and named != hint.audience:
        raise Unanswerable(
            "invalid_request",
            "hint of another client",
            parameter="client_id",
            client=hint.audience,
        )
    client_id = hint.audience if hint is not None else named
    return context.clients.get(client_id) if client_id is not None else None


def _return_to(parameters: Parameters, client: Client | None) -> str | None:
    """The exact registered URI with `state` added, or no way back at all (LO-02)."""
    uri = parameters.get("post_logout_redirect_uri")
    if uri is None:
        return None
    if client is None or client.disabled or uri not in client.post_logout_redirect_uris:
        raise Unanswerable(
            "redirect_uri_mismatch",
            "not registered",
            parameter="post_logout_redirect_uri",
            client=None if client is None else client.client_id,
        )
    state = parameters.get("state")
    if state is None:
        return uri
    return f"{uri}{'&' if '?' in uri else '?'}{urlencode({'state': state})}"


def _is_own(hint: Hint | None, session: str | None, context: Context) -> bool:
    if hint is None or hint.sid is None or session is None:
        return False
    return sid_of(context.custody, session, hint.audience) == hint.sid
