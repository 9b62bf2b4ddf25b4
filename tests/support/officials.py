"""Officials of a site: given roles at once, so that a test can begin with as many as it needs."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from idp.administration import approvals, organisations, roles
from idp.administration.approvals import Executed, Failed, Shown
from idp.administration.context import Context
from idp.administration.ports import HeldRole, Organisation, RoleName
from idp.administration.proposing import Proposed
from idp.administration.refusal import Refused
from idp.administration.reorganising import put_to_an_end
from idp.audit.events import Origin
from idp.identity.identifiers import identifiers_of
from idp.identity.ports import Account
from tests.support.site import TEST_ORIGIN, Site

NATIONAL: RoleName = "national_administrator"
MINISTRY = Organisation(code="G12", name="Bộ Tài chính", kind="ministry")
DEPARTMENT = Organisation(code="G12.1", name="Cục Thuế", kind="department", parent="G12")
ELSEWHERE = Organisation(code="G13", name="Bộ Công Thương", kind="ministry")
PLACES = (MINISTRY, DEPARTMENT, ELSEWHERE)
ANOTHER_OPERATOR = replace(TEST_ORIGIN, actor="system:other@host")
"""An operator who has proposed nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Officials:
    """The people of one site, by user name."""

    site: Site
    ids: dict[str, str]

    def person(self, username: str) -> str:
        """Their account id; made where there is none yet."""
        if username not in self.ids:
            account = Account(id=f"id-of-{username}", kind="official", username=username)
            with self.site.provider.unit(TEST_ORIGIN) as unit:
                known = identifiers_of(account, unit.administration.custody)
                assert unit.identity.accounts.add(account, known, None)  # nobody signs in
                unit.commit()
            self.ids[username] = account.id
        return self.ids[username]

    def give(
        self,
        username: str,
        role: RoleName,
        organisation: str | None = None,
        *,
        since: int = 0,
        until: int | None = None,
    ) -> str:
        """They hold the role, and nobody was asked; their account id."""
        held = HeldRole(
            account_id=self.person(username),
            role=role,
            organisation=organisation,
            since=since,
            until=until,
        )
        with self.site.provider.unit(TEST_ORIGIN) as unit:
            assert unit.administration.roles.grant(held, unit.administration.now)
            unit.commit()
        return held.account_id

    def take(self, username: str, role: RoleName, organisation: str | None = None) -> None:
        """They hold it no more, and nobody was asked."""
        held = HeldRole(
            account_id=self.ids[username], role=role, organisation=organisation, since=0, until=None
        )
        with self.site.provider.unit(TEST_ORIGIN) as unit:
            assert unit.administration.roles.revoke(held, unit.administration.now)
            unit.commit()

    def lock(self, username: str) -> None:
        """Their account is locked."""
        with self.site.provider.unit(TEST_ORIGIN) as unit:
            identity = unit.identity
            identity.accounts.change_status(self.ids[username], "locked", "operator", identity.now)
            unit.commit()

    def holds(self, username: str, role: RoleName) -> bool:
        """Whether the role lives now, anywhere."""
        with self.site.provider.unit(TEST_ORIGIN) as unit:
            context = unit.administration
            held = context.roles.of_account(self.ids[username], context.now)
        return any(one.role == role for one in held)

    def proposed_grant(
        self,
        username: str,
        role: RoleName,
        organisation: str | None = None,
        *,
        proposer: str = TEST_ORIGIN.actor,
        until: int | None = None,
    ) -> str:
        """The id of a proposal that this person gets the role."""
        self.person(username)
        with self.site.provider.unit(replace(TEST_ORIGIN, actor=proposer)) as unit:
            asked = roles.grant(username, role, organisation, unit.administration, until=until)
            unit.commit()
        return _proposal(asked)

    def proposed_revoke(
        self, username: str, role: RoleName, organisation: str | None = None
    ) -> str:
        """The id of a proposal that this person loses the role."""
        with self.site.provider.unit(TEST_ORIGIN) as unit:
            asked = roles.revoke(username, role, organisation, unit.administration)
            unit.commit()
        return _proposal(asked)


def officials_of(site: Site) -> Officials:
    """Two national administrators, `an` and `binh`, and three organisations."""
    with site.provider.unit(TEST_ORIGIN) as unit:
        for place in PLACES:
            organisations.create(place, unit.administration)
        unit.commit()
    found = Officials(site=site, ids={})
    found.give("an", NATIONAL)
    found.give("binh", NATIONAL)
    return found


def approved(
    officials: Officials, proposal: str, by: str, *, actor: str = ANOTHER_OPERATOR.actor
) -> Executed | Failed:
    """What came of an approval by this account; a refusal is committed, and raised."""
    with officials.site.provider.unit(replace(TEST_ORIGIN, actor=actor)) as unit:
        try:
            return approvals.approve(proposal, by, unit.administration)
        finally:
            unit.commit()


def refused(
    officials: Officials, proposal: str, by: str, *, actor: str = ANOTHER_OPERATOR.actor
) -> None:
    """It will not be done; a refusal of the refusal is committed, and raised."""
    with officials.site.provider.unit(replace(TEST_ORIGIN, actor=actor)) as unit:
        try:
            approvals.refuse(proposal, by, "Chưa cần thiết", unit.administration)
        finally:
            unit.commit()


def shown(officials: Officials, proposal: str) -> Shown:
    """The proposal as it stands now."""
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        return approvals.shown(proposal, unit.administration)


def why(act: Callable[[], object]) -> str:
    """The code that an act is refused with."""
    try:
        act()
    except Refused as refusal:
        return refusal.code
    return "not refused"


def _proposal(asked: object) -> str:
    assert isinstance(asked, Proposed)
    return asked.proposal.id


def withdrawn(officials: Officials, proposal: str, origin: Origin = TEST_ORIGIN) -> None:
    """Who acts takes it back."""
    with officials.site.provider.unit(origin) as unit:
        approvals.withdraw(proposal, unit.administration)
        unit.commit()


def ended(organisation: str, context: Context) -> None:
    """The organisation is no more, and nobody was asked."""
    present = context.organisations.get(organisation)
    assert present is not None
    put_to_an_end(present, None, context)
