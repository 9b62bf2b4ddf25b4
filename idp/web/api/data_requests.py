"""People's requests about their data, with the clocks of the law (Decree 356/2025 art. 5)."""

from idp.administration import data_requests
from idp.administration.refusal import Refused
from idp.identity.data_requests import DataRequest
from idp.web.api.answering import Told
from idp.web.api.call import Call
from idp.web.api.models import Number, Outcome, Page, Reason, Strict, instant
from idp.web.api.paging import part_of


class DataRequestPath(Strict):
    """A request by its id."""

    request_id: Number


class DataRequestDocument(Strict):
    """What somebody asks about their data, and by when."""

    request: str
    account_id: str
    kind: str
    told: str
    answer_by: str
    due_by: str
    answered: bool
    extended: bool


class DataRequests(Strict):
    """Some requests; `next` is the cursor of what follows."""

    requests: list[DataRequestDocument]
    next: str | None


class Extended(Strict):
    """The new end."""

    request: str
    due_by: str


def waiting(call: Call, query: Page) -> Told:
    """What is not over, of the whole country; each person can read that somebody looked."""
    call.permit(None)
    found = data_requests.waiting(call.context)
    part = part_of(found, lambda one: (one.asked_at, one.id), query, call)
    told = [_told(one) for one in part.entries]
    return Told(body=DataRequests(requests=told, next=part.following))


def answer(call: Call, path: DataRequestPath) -> Told:
    """The person reads that it is worked on."""
    _reveal(call, path)
    data_requests.answer(path.request_id, call.context)
    return Told(body=Outcome(outcome="answered"))


def extend(call: Call, path: DataRequestPath, body: Reason) -> Told:
    """The law's one extension is used; the person reads the new date and why."""
    _reveal(call, path)
    longer = data_requests.extend(path.request_id, body.reason, call.context)
    return Told(body=Extended(request=longer.id, due_by=instant(longer.due_by)))


def refuse(call: Call, path: DataRequestPath, body: Reason) -> Told:
    """It is over, and the person reads why."""
    _reveal(call, path)
    data_requests.refuse(path.request_id, body.reason, call.context)
    return Told(body=Outcome(outcome="refused"))


def done(call: Call, path: DataRequestPath) -> Told:
    """It was carried out; who is to be erased is erased now."""
    _reveal(call, path)
    data_requests.done(path.request_id, call.context)
    return Told(body=Outcome(outcome="done"))


def _reveal(call: Call, path: DataRequestPath) -> None:
    found = call.context.identity.data_requests.get(path.request_id)
    if found is None:
        raise Refused("unknown_request", "There is no such request.")
    call.reveal_person(found.account_id)


def _told(one: DataRequest) -> DataRequestDocument:
    return DataRequestDocument(
        request=one.id,
        account_id=one.account_id,
        kind=one.kind,
        told=one.told,
        answer_by=instant(one.answer_by),
        due_by=instant(one.due_by),
        answered=one.answered_at is not None,
        extended=one.extended_at is not None,
    )
