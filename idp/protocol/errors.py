"""Every way the protocol says no.

ProtocolError    a client is told: public code and constant description (RFC 6749 §4.1.2.1, §5.2)
└─ BearerError   a presenter of an access token is told, by challenge (RFC 6750 §3.1)
Unanswerable     a person is told on a page, because no client can be trusted with an answer

None of them knows a URL or an HTTP status: `web/respond.py` maps codes to those. `reason` is
private, for the log and the trail; it may name a parameter, never a value.
"""

from typing import Final

# RFC 6749 §5.2 and §4.1.2.1: %x20-21 / %x23-5B / %x5D-7E
ALLOWED_IN_DESCRIPTION: Final = frozenset(
    chr(code) for code in range(0x20, 0x7F) if chr(code) not in '"\\'
)


class ProtocolError(Exception):
    """A refusal that the client may read.

    `code` is registered (RFC 6749, OIDC Core §3.1.2.6, RFC 8707, RFC 9470 …); `description` is a
    constant of ours in plain ASCII; `parameter` names what was wrong, where one thing was;
    `client` whom it concerns, where nobody was proven to be it.
    """

    def __init__(
        self,
        code: str,
        description: str,
        *,
        parameter: str | None = None,
        reason: str = "",
        client: str | None = None,
    ) -> None:
        """Hold the public words apart from the private reason."""
        super().__init__(code, description)
        self.code: Final = code
        self.description: Final = description
        self.parameter: Final = parameter
        self.reason: Final = reason or description
        self.client: Final = client


class BearerError(ProtocolError):
    """An access token that does not open this door (RFC 6750 §3.1); no code: none was shown."""


class Unanswerable(Exception):
    """A request that must end on a page of ours, never on a redirect (RFC 6749 §4.1.2.1)."""

    def __init__(
        self, code: str, reason: str, *, parameter: str | None = None, client: str | None = None
    ) -> None:
        """Keep the code shown to the person, and the reason and the client kept from them."""
        super().__init__(code, reason)
        self.code: Final = code
        self.reason: Final = reason
        self.parameter: Final = parameter
        self.client: Final = client
