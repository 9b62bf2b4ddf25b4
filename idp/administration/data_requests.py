"""People's requests about their data, as officials see and end them (Decree 356/2025 art. 5)."""

from collections.abc import Sequence

from idp.administration.accounts import looked_at
from idp.administration.context import Context
from idp.administration.refusal import Refused
from idp.audit.events import AccountErased
from idp.identity import own_requests
from idp.identity.data_requests import DataRequest


def waiting(context: Context) -> Sequence[DataRequest]:
    """What is not over, oldest first; each person can read that somebody looked."""
    found = context.identity.data_requests.waiting()
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


def refuse(request_id: str, reason: str, context: Context) -> None:
    """It is over, and the person reads why."""
    if not reason.strip() or not reason.isprintable():
        raise Refused("reason_missing", "Say why, in one line that the person will read.")
    if not own_requests.end(_found(request_id, context), "refused", reason, context.identity):
        raise Refused("not_waiting", "The request is over.")


def _found(request_id: str, context: Context) -> DataRequest:
    found = context.identity.data_requests.get(request_id)
    if found is None:
        raise Refused("unknown_request", "There is no such request.")
    return found
