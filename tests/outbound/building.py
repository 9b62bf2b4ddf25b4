"""Letters and a composer, for the tests of what leaves."""

from idp.identity.messages import Channel, Letter, Message
from idp.outbound.texts import Composer
from idp.web.sentences import NOTICES
from idp.web.translate import catalogue

ISSUER = "https://id.example.gov.vn"
TIME = 1_790_000_000  # 21:13, 21/09/2026 in Vietnam
IDENTITY = "0123456789abcdef0123456789abcdef"
FACTS = {
    "code": "123456",
    "link": "A" * 22,
    "recover": "B" * 22,
    "cancel": "C" * 22,
    "ready_at": "1790086400",
    "address": "203.0.113.7",
    "user_agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
}


def composer() -> Composer:
    """The words of the product."""
    return Composer(issuer=ISSUER, catalogue=catalogue, sentences=NOTICES)


def a_letter(
    kind: str = "new_device",
    *,
    channel: Channel = "email",
    address: str = "lan@example.vn",
    language: str = "vi",
    facts: dict[str, str] | None = None,
) -> Letter:
    """A letter to Lan."""
    message = Message(
        id=IDENTITY,
        kind=kind,
        channel=channel,
        account_id="lan",
        facts=FACTS if facts is None else facts,
        created_at=TIME,
        expires_at=TIME + 300,
    )
    return Letter(message=message, address=address, language=language)
