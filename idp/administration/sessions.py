"""Sessions of a person, ended by an official: the helpdesk, for somebody who lost a device."""

from idp.administration.accounts import found
from idp.administration.context import Context
from idp.identity.endings import end_all_sessions
from idp.identity.notice import tell


def end_all(username: str, context: Context) -> None:
    """Every session and grant of the person is over; services and every channel are told.

    Raises Refused for somebody unknown. Whoever has none is told all the same.
    """
    account = found(username, context)
    end_all_sessions(account.id, context.identity, cause="ended_by_staff")
    tell(account.id, "ended_by_staff", {}, context.identity)
