"""People's requests about their data, as officials see and end them (Decree 356/2025 art. 5)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from idp.administration.accounts import looked_at
from idp.administration.context import Context
from idp.administration.refusal import Refused
from idp.audit.events import AccountErased
from idp.identity import own_requests, request_clocks
from idp.identity.data_requests import DataRequest
from idp.identity.request_clocks import NotExtended

_NOT_EXTENDED: Final[Mapping[str, str]] = {
    "request_over": "The request is over.",
    "extended_before": "The law extends a request once, and this one was.",
    "too_late": "Its time has run out; the law extends it only before.",
}


def everybody(_account_id: str) -> bool:
    """The operator at the server sees them all."""
    return True


def waiting(context: Context, *, sees: Callable[[str], bool] = everybody) -> Sequence[DataRequest]:
    """What is not over, oldest first; each person can read that somebody looked.

    `sees` says of an account whether its requests are shown at all.
    """
    found = [one for one in context.identity.data_requests.waiting() if sees(one.account_id)]
    for one in found:
        looked_at(one.account_id, "request", ("request",), context)
    return found


def done(request_id: str, context: Context) -> None:
    """It was carried out: what is to be corrected was, and who is to be erased is now."""
    found = _found(request_id, context)
    if not own_requests.end(found, "done", "", context.identity):
        raise Refused("not_waiting", "The request is over.")
    if found.kind == "erase" and own_requests.part_from(found.account_id, context.identity):
        context.record(AccountErased(subject=found.account_id, ground="request"))


def answer(request_id: str, context: Context) -> None:
    """The person reads that it is worked on: the law's first clock stands still."""
    if not request_clocks.answer(_found(request_id, context), context.identity):
        raise Refused("answered_before", "The request was answered before, or is over.")


def extend(request_id: str, reason: str, context: Context) -> DataRequest:
    """The law's one extension is used; the person reads the new date and why."""
    _be_told(reason)
    longer = request_clocks.extend(_found(request_id, context), reason, context.identity)
    if isinstance(longer, NotExtended):
        raise Refused(longer.reason, _NOT_EXTENDED[longer.reason])
    return longer


def refuse(request_id: str, reason: str, context: Context) -> None:
    """It is over, and the person reads why."""
    _be_told(reason)
    if not own_requests.end(_found(request_id, context), "refused", reason, context.identity):
        raise Refused("not_waiting", "The request is over.")


def _be_told(reason: str) -> None:
    if not reason.strip() or not reason.isprintable():
        raise Refused("reason_missing", "Say why, in one line that the person will read.")


def _found(request_id: str, context: Context) -> DataRequest:
    found = context.identity.data_requests.get(request_id)
    if found is None:
        raise Refused("unknown_request", "There is no such request.")
    return found
