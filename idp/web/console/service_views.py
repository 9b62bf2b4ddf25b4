"""What the templates about services are given: one frozen value per page, as in `views.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from idp.web.console.views import Choice, Frame
from idp.web.views import Errors


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """A service in a list; `until` is its last day, where that is near."""

    url: str
    name: str
    client_id: str
    owner: str
    place: str
    state: str
    is_off: bool
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceList:
    """services.html; `new_url` None: this official registers none."""

    frame: Frame
    searched: str
    rows: Sequence[ServiceRow]
    next_url: str | None
    first_url: str | None
    new_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A member of the registration; `plain`: for people, else for machines."""

    name: str
    lines: Sequence[str]
    plain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSheet:
    """Members that belong together; `edit_url` None: this official changes nothing."""

    id: str
    title: str
    facts: Sequence[Fact]
    edit_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceProposal:
    """What waits for another person; `url` None: this official decides on nothing."""

    what: str
    members: str
    proposer: str
    until: int
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """When each was made, seconds UTC, 0 where nobody noted it, the newest first."""

    made_at: Sequence[int]
    rotate_action: str | None
    end_action: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """From test to production and out again; an action is None where it is not to be done."""

    missing: Sequence[str]
    production_action: str | None
    disable_action: str | None
    enable_action: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePage:
    """service.html; `secrets` None: it has none and needs none. Times in seconds UTC."""

    frame: Frame
    name: str
    client_id: str
    version: int
    state: str
    warnings: Sequence[str]
    sheets: Sequence[FactSheet]
    secrets: Secrets | None
    id_token_key: str
    last_tokens: int | None
    last_jwks: int | None
    waiting: Sequence[ServiceProposal]
    life: Life
    errors_url: str | None
    audiences_url: str | None
    audience_url: str | None
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongRow:
    """So many requests of a day were wrong like this; `registered` is what stands against it."""

    day: str
    last_at: int
    count: int
    endpoint: str
    error: str
    advice: str
    parameter: str
    reason: str
    registered: Fact | None
    docs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceErrors:
    """service_errors.html."""

    frame: Frame
    name: str
    rows: Sequence[WrongRow]
    back_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a form; `watched`: another value waits for a second person."""

    name: str
    kind: str
    label: str
    hint: str
    value: str
    choices: Sequence[Choice]
    required: bool
    optional: bool
    watched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterService:
    """service_register.html."""

    frame: Frame
    action: str
    back_url: str
    groups: Sequence[tuple[str, Sequence[FormField]]]
    scopes: Sequence[tuple[str, str]]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditService:
    """service_edit.html; `version` is the one that was looked at."""

    frame: Frame
    action: str
    back_url: str
    title: str
    name: str
    version: int
    fields: Sequence[FormField]
    scopes: Sequence[tuple[str, str]]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSecret:
    """service_secret.html: a secret that is shown this once, in lines to be pasted."""

    frame: Frame
    heading: str
    said: str
    lines: str
    back_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowAudiences:
    """service_audiences.html: resource servers that it may not ask for yet."""

    frame: Frame
    action: str
    back_url: str
    name: str
    allowed: Sequence[str]
    choices: Sequence[Choice]
    errors: Errors = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAudience:
    """audience_create.html; `fields` keep what was typed."""

    frame: Frame
    action: str
    back_url: str
    name: str
    fields: Mapping[str, str]
    errors: Errors = ()
