"""Recovery in person: one official proposes it, another approves it, nobody sees a secret of it."""

from idp.administration import accounts, recoveries
from idp.administration.permissions import places_of
from idp.administration.refusal import Refused
from idp.web.api.answering import Told
from idp.web.api.call import Call
from idp.web.api.models import Identifier, Line, Number, Page, Strict, instant
from idp.web.api.paging import part_of


class RecoveryPath(Strict):
    """A recovery by its id."""

    recovery_id: Number


class NewRecovery(Strict):
    """Who was seen in person, and what showed who they are."""

    identifier: Identifier
    ground: Line


class RecoveryDocument(Strict):
    """It waits for another official's approval."""

    recovery: str


class WaitingRecovery(Strict):
    """A recovery that another official proposed."""

    recovery: str
    account_id: str
    asked_by: str
    expires: str


class Recoveries(Strict):
    """Recoveries that wait, the most urgent first."""

    recoveries: list[WaitingRecovery]
    next: str | None


class ApprovedRecovery(Strict):
    """The address that is printed for the person; told this once."""

    recovery: str
    link: str


def propose(call: Call, body: NewRecovery) -> Told:
    """A recovery of this person waits for a second official."""
    call.reveal_person(accounts.account_id_of(body.identifier, call.context))
    number = recoveries.propose(body.identifier, body.ground, call.context)
    return Told(body=RecoveryDocument(recovery=number))


def waiting(call: Call, query: Page) -> Told:
    """What another official proposed and nobody has approved, where the caller may decide."""
    found = [
        one
        for one in recoveries.waiting(call.context)
        if one.account_id is not None
        and any(call.allows(place) for place in places_of(one.account_id, call.context))
    ]
    part = part_of(found, lambda one: (one.expires_at, one.id), query, call)
    told = [
        WaitingRecovery(
            recovery=one.id,
            account_id=one.account_id or "",
            asked_by=one.asked_by,
            expires=instant(one.expires_at),
        )
        for one in part.entries
    ]
    return Told(body=Recoveries(recoveries=told, next=part.following))


def approve(call: Call, path: RecoveryPath) -> Told:
    """The person may come back by the link; every channel of theirs can cancel it."""
    proposed = call.context.identity.recoveries.get(path.recovery_id)
    if proposed is None or proposed.account_id is None or proposed.state != "proposed":
        raise Refused("not_proposed", "No such recovery waits for approval.")
    call.reveal_person(proposed.account_id)
    token = recoveries.approve(path.recovery_id, call.context)
    link = f"{call.context.issuer}/recover/link/{token}"
    return Told(body=ApprovedRecovery(recovery=path.recovery_id, link=link))
