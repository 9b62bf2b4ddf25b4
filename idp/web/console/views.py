"""What the console's templates are given: one frozen value per page, as in `idp/web/views.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from idp.web.views import Errors


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaLink:
    """One line of the rail."""

    name: str
    url: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """layout.html of the console: the rail, who acts, the token of its forms, what was done."""

    here: str
    areas: Sequence[AreaLink]
    username: str
    csrf: str
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoKey:
    """no_key.html: an official without a factor that resists phishing."""

    passkeys_url: str
    by_certificate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """A role that is held, in words; seconds UTC, `until` None is open."""

    role: str
    place: str
    until: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLink:
    """Where something can be done about what a page shows; `name` is the end of its id."""

    name: str
    url: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for somebody in one area; `urgent` says in words why it cannot wait long."""

    name: str
    url: str
    words: str
    count: int
    urgent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """start.html; `scarce` are sentences about places where nobody is left to approve."""

    frame: Frame
    waiting: Sequence[Waiting]
    scarce: Sequence[str]
    roles: Sequence[HeldRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """A proposal in the list."""

    url: str
    what: str
    about: str
    place: str
    proposer: str
    until: int
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvals:
    """approvals.html; `more` wait behind those that are shown."""

    frame: Frame
    rows: Sequence[ProposalRow]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnProposalRow:
    """What this person proposed, and what came of it; `action` is empty unless it waits."""

    what: str
    about: str
    place: str
    created_at: int
    until: int
    state: str
    decided_by: str
    reason: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnProposals:
    """own_proposals.html."""

    frame: Frame
    rows: Sequence[OwnProposalRow]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value of a proposal, as it is and as it would be; empty where there is none."""

    name: str
    now: str
    then: str

    @property
    def changes(self) -> bool:
        """Whether the proposal changes this value."""
        return self.now != self.then


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPage:
    """approval.html; `decides`: this person may, so far as their role goes."""

    frame: Frame
    approve_action: str
    refuse_action: str
    what: str
    about: str
    place: str
    proposer: str
    created_at: int
    expires_at: int
    state: str
    is_open: bool
    is_own: bool
    decides: bool
    rows: Sequence[Difference]
    decided_by: str
    decided_at: int | None
    reason: str
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyRow:
    """One act under broken glass; `confirmable`: this person may, so far as their role goes."""

    action: str
    what: str
    about: str
    role: str
    place: str
    actor: str
    reason: str
    acted_at: int
    due_at: int
    confirmations: int
    is_over: bool
    confirmable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergencies:
    """emergencies.html."""

    frame: Frame
    rows: Sequence[EmergencyRow]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRow:
    """A role of the list; `revoke` is what its button sends."""

    username: str
    is_active: bool
    words: str
    place: str
    since: int
    until: int | None
    begins_later: bool
    revoke: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """roles.html; `searched` narrows the list, the two addresses lead through its pages."""

    frame: Frame
    rows: Sequence[RoleRow]
    scarce: Sequence[str]
    searched: str
    next_url: str | None
    first_url: str | None
    grant_url: str | None
    revoke_action: str | None
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A radio button or a tick box."""

    value: str
    words: str
    hint: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRole:
    """role_grant.html; `fields` keep what was typed."""

    frame: Frame
    action: str
    back_url: str
    roles: Sequence[Choice]
    fields: Mapping[str, str]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPerson:
    """people.html: whom to look at, and why; or whom to search for, where one may."""

    frame: Frame
    action: str
    search_action: str | None
    grounds: Sequence[Choice]
    fields: Mapping[str, str]
    new_url: str | None = None
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPerson:
    """One of those found, masked; `url` None: this official may not look closer."""

    url: str | None
    name: str
    username: str
    number: str
    kind: str
    status: str
    places: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPeople:
    """people_found.html; `following` is where the next page begins, empty on the last one."""

    frame: Frame
    action: str
    place: str
    grounds: Sequence[Choice]
    places: Sequence[Choice]
    rows: Sequence[FoundPerson]
    ground: str
    following: str
    fields: Mapping[str, str]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """A record of the trail; `at` in seconds UTC."""

    at: int
    event: str
    actor: str
    subject: str
    service: str
    details: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailPage:
    """trail.html; `rows` None: nothing was asked for yet; `following` as in people_found.html."""

    frame: Frame
    action: str
    events: Sequence[str]
    grounds: Sequence[Choice]
    rows: Sequence[RecordRow] | None
    following: str
    ground: str
    fields: Mapping[str, str]
    export_action: str
    layouts: Sequence[Choice]
    verification_url: str
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow:
    """An official's post."""

    title: str
    place: str
    is_held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRow:
    """A lock on an account that is not over; seconds UTC."""

    words: str
    requester: str
    in_force: bool
    since: int
    until: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateRow:
    """One mandate; `action` revokes it, None where this official may not."""

    holder: str
    principal: str
    capacity: str
    covers: Sequence[str]
    limit: str
    until: str
    evidence: str
    lives: bool
    action: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """person.html: the masked sheet; `ground` is why it is looked at."""

    frame: Frame
    name: str
    facts: Sequence[tuple[str, str]]
    ground: str
    ground_value: str
    posts: Sequence[PostRow]
    factors: Sequence[str]
    locks: Sequence[LockRow]
    mandates: Sequence[MandateRow]
    recover_action: str | None
    documents: Sequence[Choice]
    acts: Sequence[ActLink] = ()
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryRow:
    """A recovery that waits for a second official."""

    action: str
    about: str
    proposer: str
    until: int
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryList:
    """recoveries.html."""

    frame: Frame
    rows: Sequence[RecoveryRow]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OneLink:
    """one_link.html: an address that is shown this once."""

    frame: Frame
    heading: str
    said: str
    link: str
    back_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRow:
    """A foreigner's registration that waits for a review."""

    id: str
    approve_action: str
    refuse_action: str
    name: str
    birthdate: str
    document: str
    number: str
    expires_on: str
    asked_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationList:
    """registrations.html; `is_national`: this official reviews them."""

    frame: Frame
    is_national: bool
    rows: Sequence[RegistrationRow]
    reasons: Sequence[Choice]
    link_action: str
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """What somebody asks about their data; seconds UTC, `stage` of the worst clock."""

    url: str
    words: str
    about: str
    state: str
    asked_at: int
    answer_by: int | None
    due_by: int
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestList:
    """requests.html; `more` wait behind those that are shown."""

    frame: Frame
    rows: Sequence[RequestRow]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage:
    """request.html; an action is None once it was done."""

    frame: Frame
    row: RequestRow
    told: str
    extension: str
    reason: str
    is_open: bool
    answer_action: str | None
    extend_action: str | None
    refuse_action: str
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLock:
    """A lock that an authority asked for; one action notes that it was forwarded, one decides."""

    action: str | None
    decide_action: str | None
    about: str
    requester: str
    requested_at: int
    forwarded_at: int | None
    deadline: int
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Locks:
    """locks.html; `fields` keep what was typed."""

    frame: Frame
    rows: Sequence[AskedLock]
    lock_action: str
    unlock_action: str
    grounds: Sequence[Choice]
    fields: Mapping[str, str]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateList:
    """mandates.html; `rows` None where no organisation was asked for."""

    frame: Frame
    organisation: str
    place: str
    rows: Sequence[MandateRow] | None
    new_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterMandate:
    """mandate_enter.html; `fields` keep what was typed."""

    frame: Frame
    action: str
    back_url: str
    kinds: Sequence[Choice]
    principal_kinds: Sequence[Choice]
    covers: Sequence[Choice]
    fields: Mapping[str, str]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRow:
    """An organisation that bars factors or shortens sessions; None where it chose nothing."""

    url: str
    place: str
    barred: Sequence[str] | None
    lengths: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """policies.html."""

    frame: Frame
    rows: Sequence[PolicyRow]
    searched: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyPage:
    """policy.html; an action is None where this official may not propose."""

    frame: Frame
    place: str
    chose_itself: bool
    barred: Sequence[str]
    preset: str
    lengths: str
    bar_action: str | None
    choose_action: str | None
    shorten_action: str | None
    factors: Sequence[Choice]
    presets: Sequence[Choice]
    fields: Mapping[str, str]
    back_url: str
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """A signing key; seconds UTC."""

    kid: str
    algorithm: str
    purpose: str
    state: str
    words: str
    announced_at: int
    active_from: int
    retired_at: int | None
    destroyed_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBar:
    """A key's life in the drawing, in its units."""

    label: str
    words: str
    state: str
    announced: int
    active: int
    width: int
    top: int
    thick: int
    middle: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPicture:
    """The drawing: its size, where time begins, and where today stands."""

    width: int
    height: int
    start: int
    first_day: str
    today: int
    today_day: str
    bars: Sequence[KeyBar]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """keys.html: the ring as a picture and as a table; None: not for this official."""

    frame: Frame
    picture: KeyPicture
    rows: Sequence[KeyRow]
    history_url: str
    fetches_url: str | None
    rotate_action: str | None
    replace_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRow:
    """An organisation in a list."""

    url: str
    code: str
    name: str
    kind: str
    status: str
    has_ended: bool
    parent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationList:
    """organisations.html; the two addresses lead through its pages."""

    frame: Frame
    searched: str
    rows: Sequence[OrganisationRow]
    next_url: str | None
    first_url: str | None
    new_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRow:
    """How an organisation stood from a second on."""

    name: str
    parent: str
    status: str
    since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationPage:
    """organisation.html; `above` begins at the top, `successors` end with who works today."""

    frame: Frame
    row: OrganisationRow
    aliases: Sequence[str]
    above: Sequence[OrganisationRow]
    successors: Sequence[OrganisationRow]
    below: Sequence[OrganisationRow]
    past: Sequence[PastRow]
    next_url: str | None
    first_url: str | None
    acts: Sequence[ActLink] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageBar:
    """So many of so many, and whole per cent."""

    done: int
    of: int
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """One ministry or province."""

    name: str
    code: str
    is_whole: bool
    officials: int
    units: CoverageBar
    factors: CoverageBar
    keys: CoverageBar


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageView:
    """coverage.html; `whole` of `count` lack nothing."""

    frame: Frame
    whole: int
    count: int
    rows: Sequence[CoverageRow]
