"""What the pages of e-mail address and phone number show."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from idp.identity import channel_change
from idp.identity.factors.one_time_message import FACTOR_OF
from idp.identity.messages import CHANNELS, Channel, verified_address
from idp.identity.ports import Account, Session
from idp.web import views
from idp.web.exchange import Exchange

PATHS: Final[Mapping[Channel, str]] = MappingProxyType(
    {"email": "/account/email", "sms": "/account/phone"}
)


def channel_view(
    session: Session,
    channel: Channel,
    exchange: Exchange,
    *,
    errors: views.Errors = (),
    typed: str = "",
    wait: int | None = None,
) -> views.ChannelPage:
    """Return the page of one channel of the person."""
    context = exchange.unit.identity
    account = context.accounts.get(session.account_id)
    present = _present(account, channel)
    is_verified = account is not None and verified_address(account, channel) is not None
    return views.ChannelPage(
        action=PATHS[channel],
        csrf=exchange.token(PATHS[channel]),
        account_url="/account",
        channel=channel,
        present=present,
        verified=is_verified,
        pending=channel_change.pending(session, channel, context),
        # An address that was never confirmed is offered, so that it need not be typed again.
        typed=typed or ("" if is_verified else present),
        codes_on=FACTOR_OF[channel] in session.enrolled,
        barred=FACTOR_OF[channel] in session.barred,
        reachable=channel in context.reachable,
        errors=errors,
        wait_seconds=wait,
    )


def channel_rows(session: Session, exchange: Exchange) -> list[views.ChannelRow]:
    """Return the lines of the account page."""
    account = exchange.unit.identity.accounts.get(session.account_id)
    return [
        views.ChannelRow(
            channel=channel,
            address=_present(account, channel),
            verified=account is not None and verified_address(account, channel) is not None,
            codes_on=FACTOR_OF[channel] in session.enrolled,
            barred=FACTOR_OF[channel] in session.barred,
            url=PATHS[channel],
        )
        for channel in CHANNELS
    ]


def _present(account: Account | None, channel: Channel) -> str:
    attribute = None if account is None else account.attributes.get(CHANNELS[channel])
    return str(attribute.value) if attribute is not None else ""
