"""The activation link: sent to the address that was typed, or handed over; the newest one counts.

What is sent names its channel, so that bringing it back proves the address (I-02): nobody can
make the one out of the other. Next: `activation.py`.
"""

import secrets
from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final

from idp.audit.events import ActivationRenewed
from idp.identity.applicant import Applicant, ApplicantKind, LinkHash, Registration
from idp.identity.context import Context
from idp.identity.messages import Channel, Message, new_message_id, sealed
from idp.identity.registration.moving import ACTIVATE_WITHIN, issue

_BYTES: Final = 16  # 128 bits, and short enough for one SMS
_MARKS: Final[Mapping[Channel, str]] = MappingProxyType({"email": "m", "sms": "s"})
_CHANNELS: Final[Mapping[str, Channel]] = MappingProxyType(
    {mark: channel for channel, mark in _MARKS.items()}
)
LANGUAGES: Final[Mapping[ApplicantKind, str]] = MappingProxyType(
    {"citizen": "vi", "foreigner": "en"}
)
"""What is written to whom nobody has asked for a language yet."""


def issue_and_send(seen: Registration, context: Context, **changes: Any) -> Registration | None:
    """It may be activated within seven days, and the link is on its way; None: moved before.

    To the e-mail address, else to the telephone, else to nobody: the browser can activate too.
    """
    place = None if seen.applicant is None else where(seen.applicant, context)
    if place is None:
        return issue(seen, context, **changes)
    channel, address = place
    # No token of `renew` holds a dot.
    secret = f"{_MARKS[channel]}.{secrets.token_urlsafe(_BYTES)}"
    issued = issue(seen, context, link=_hash(secret), **changes)
    if issued is not None:
        message = Message(
            id=new_message_id(),
            kind="activation",
            channel=channel,
            account_id=None,
            address=address,
            language=LANGUAGES[seen.kind],
            facts={"link": secret},
            created_at=context.now,
            expires_at=context.now + ACTIVATE_WITHIN,
        )
        context.outbox.add(message.id, sealed(message, context.custody), context.now)
    return issued


def send_again(seen: Registration, context: Context) -> bool:
    """The seven days begin anew and a new link is on its way; False: nothing to activate."""
    if seen.state != "issued" or issue_and_send(seen, context) is None:
        return False
    context.record(ActivationRenewed(registration=seen.id))
    return True


def renew(seen: Registration, context: Context) -> str | None:
    """The secret of a link to hand over, valid for seven days; None: nothing to activate."""
    if seen.state != "issued":
        return None
    secret = secrets.token_urlsafe(32)
    if issue(seen, context, link=_hash(secret)) is None:
        return None
    context.record(ActivationRenewed(registration=seen.id))
    return secret


def of_link(secret: str, context: Context) -> Registration | None:
    """The registration whose newest link this is."""
    return context.registrations.by_link(_hash(secret))


def channel_of(secret: str) -> Channel | None:
    """The channel that a link of ours was sent on; None for one that was handed over."""
    mark, dot, _ = secret.partition(".")
    return _CHANNELS.get(mark) if dot else None


def where(applicant: Applicant, context: Context) -> tuple[Channel, str] | None:
    """The channel and address that the link goes to, if anybody can be reached."""
    typed: Mapping[Channel, str | None] = {"email": applicant.email, "sms": applicant.phone}
    for channel, address in typed.items():
        if address is not None and channel in context.reachable:
            return channel, address
    return None


def _hash(secret: str) -> LinkHash:
    return LinkHash(sha256(secret.encode("utf-8", "surrogatepass")).hexdigest())
