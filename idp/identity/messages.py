"""Messages to people by e-mail and SMS: queued in the transaction that caused them, sealed.

Addresses are looked up at delivery, so that queueing takes the same statements for everybody, for
names that nobody has too (I-07). Next: `notice.py`; the delivery is `jobs/deliver_messages.py`.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final, Literal, Protocol

from idp.identity.ports import Account
from keys import Custody

Channel = Literal["email", "sms"]
CHANNELS: Final[Mapping[Channel, str]] = {"email": "email", "sms": "phone_number"}
"""Each channel, and the attribute that holds a person's address on it."""

_PURPOSE: Final = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a person is to read on one channel; `facts` fill the text of this `kind`.

    To the verified address of the account, unless `address` names another; without either to
    nobody. `language` None: the person's own. It is not delivered from `expires_at` on.
    """

    id: str
    kind: str
    channel: Channel
    account_id: str | None
    address: str | None = field(default=None, repr=False)
    language: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict, repr=False)
    created_at: int
    expires_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message with what was looked up for its delivery: the address and the language."""

    message: Message
    address: str = field(repr=False)
    language: str


class Undeliverable(Exception):
    """Nobody will ever take this message; the text is a constant reason."""


class Outbox(Protocol):
    """What waits to be delivered."""

    def add(self, message_id: str, sealed: bytes, at: int) -> None:
        """Queue a sealed message in the present transaction."""


def new_message_id() -> str:
    """128 fresh random bits; receivers know a second delivery of one message by it."""
    return secrets.token_hex(16)


def sealed(message: Message, custody: Custody) -> bytes:
    """The message as storage may keep it: it may hold a code or a link."""
    text = json.dumps(asdict(message), ensure_ascii=False).encode()
    return custody.sealer.seal(text, purpose=_PURPOSE, owner=message.id)


def opened(message_id: str, envelope: bytes, custody: Custody) -> Message:
    """The message again; UnsealingError when it is not the one of this id."""
    text = custody.sealer.open(envelope, purpose=_PURPOSE, owner=message_id)
    return Message(**json.loads(text))


def verified_address(account: Account, channel: Channel) -> str | None:
    """Where the person proved to be reachable on this channel, if anywhere."""
    attribute = account.attributes.get(CHANNELS[channel])
    if attribute is None or attribute.verified_at is None:
        return None
    return attribute.value if isinstance(attribute.value, str) else None


def masked(channel: Channel, address: str) -> str:
    """Enough of the address to know it again, and not to learn it (a•••@example.vn, •••••123)."""
    if channel == "sms":
        return "•" * 5 + address[-3:]
    name, _, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}"
