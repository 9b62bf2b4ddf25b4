"""Context: everything an act of administration may know. One per request, command or job."""

from dataclasses import dataclass

from idp.administration.client_ports import ClientNotes
from idp.administration.emergency_ports import Emergencies
from idp.administration.import_ports import Directory, Imports
from idp.administration.organisation_ports import Coverage, Organisations, SessionPolicies
from idp.administration.people_ports import NameIndex
from idp.administration.ports import (
    AudienceRegistry,
    ClientRegistry,
    FactorPolicies,
    Housekeeping,
    Jobs,
    Proposals,
    Roles,
)
from idp.administration.repeat_ports import Repeats
from idp.audit.ports import Trail
from idp.identity.context import Context as IdentityContext
from idp.protocol.ports import Record
from keys import Custody, KeepsKeys


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The present second, who acts, the keys and the ports; reached for by nobody.

    `actor` is an account id or `system:<user>@<host>`.
    """

    now: int
    actor: str
    custody: Custody
    identity: IdentityContext
    clients: ClientRegistry
    client_notes: ClientNotes
    audiences: AudienceRegistry
    organisations: Organisations
    coverage: Coverage
    factor_policies: FactorPolicies
    session_policies: SessionPolicies
    roles: Roles
    proposals: Proposals
    emergencies: Emergencies
    vault: KeepsKeys
    repeats: Repeats
    imports: Imports
    directory: Directory
    names: NameIndex
    record: Record

    @property
    def issuer(self) -> str:
        """The provider's own address."""
        return self.identity.protocol.issuer

    @property
    def is_demonstration(self) -> bool:
        """Whether http on this machine is allowed."""
        return self.identity.protocol.demonstration


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """What only the worker and the operator see; `jobs` has transactions of its own."""

    jobs: Jobs
    housekeeping: Housekeeping
    trail: Trail
