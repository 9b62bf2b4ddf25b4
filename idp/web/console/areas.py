"""AREAS: what the console consists of, in the order of its rail. A new area is a row here.

An area is shown to those whose roles reach its act.
"""

from dataclasses import dataclass
from typing import Final

from idp.identity.ports import Account
from idp.web.console.desk import CONSOLE, Desk
from idp.web.console.views import AreaLink, Frame
from idp.web.console.words import DONE
from idp.web.translate import gettext, marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A page of the rail; `act` is its row of `permissions.PERMISSIONS`, None: any role."""

    name: str
    path: str
    words: str
    act: str | None


AREAS: Final = (
    Area(name="start", path=CONSOLE, words=marked("Overview"), act=None),
    Area(
        name="approvals",
        path="/console/approvals",
        words=marked("Approvals"),
        act="approvals.listed",
    ),
    Area(
        name="proposals",
        path="/console/proposals",
        words=marked("My proposals"),
        act="approvals.own",
    ),
    Area(
        name="emergencies",
        path="/console/emergencies",
        words=marked("Emergencies"),
        act="break_glass.unconfirmed",
    ),
    Area(
        name="people",
        path="/console/people",
        words=marked("People and accounts"),
        act="accounts.show",
    ),
    Area(
        name="recoveries",
        path="/console/recoveries",
        words=marked("Recovery in person"),
        act="recoveries.waiting",
    ),
    Area(
        name="registrations",
        path="/console/registrations",
        words=marked("Registrations"),
        act="registrations.waiting",
    ),
    Area(
        name="requests",
        path="/console/requests",
        words=marked("Requests about data"),
        act="data_requests.waiting",
    ),
    Area(name="locks", path="/console/locks", words=marked("Locks"), act="locks.undecided"),
    Area(
        name="mandates",
        path="/console/mandates",
        words=marked("Mandates"),
        act="mandates.given_for",
    ),
    Area(name="services", path="/console/services", words=marked("Services"), act="clients.listed"),
    Area(name="roles", path="/console/roles", words=marked("Roles"), act="roles.listed"),
    Area(
        name="organisations",
        path="/console/organisations",
        words=marked("Organisations"),
        act="organisations.listed",
    ),
    Area(name="coverage", path="/console/coverage", words=marked("Coverage"), act="coverage.shown"),
    Area(
        name="policies",
        path="/console/policies",
        words=marked("Policies"),
        act="factor_policies.chosen",
    ),
    Area(
        name="keys", path="/console/keys", words=marked("Signing keys"), act="signing_keys.listed"
    ),
    Area(name="trail", path="/console/trail", words=marked("The trail"), act="evidence.searched"),
    Area(
        name="imports",
        path="/console/imports",
        words=marked("Import and export"),
        act="imports.listing.listed",
    ),
)


def frame(desk: Desk, here: str) -> Frame:
    """What stands around every page: the rail with this area marked, who acts, what was done."""
    account: Account | None = desk.context.identity.accounts.get(desk.account_id)
    done = DONE.get(desk.asked("done"))
    return Frame(
        here=here,
        areas=[
            AreaLink(name=area.name, url=area.path, words=gettext(area.words))
            for area in AREAS
            if area.act is None or desk.reaches(area.act)
        ],
        username="" if account is None else account.username,
        csrf=desk.exchange.token(CONSOLE),
        done="" if done is None else gettext(done),
    )
