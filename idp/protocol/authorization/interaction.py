"""What the person must do next: an ordered table, asked again after every step.

Nothing a browser sends can skip a row: each reads the session and durable consent anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from idp.protocol.authentication import Authentication, Resistance
from idp.protocol.authorization.assurance import Demand, can_be_met, demand_of, goal_of, is_fresh
from idp.protocol.authorization.capacity import MYSELF, choices, chosen_before
from idp.protocol.authorization.environment import of_another_environment, suits
from idp.protocol.authorization.request import AuthorizationRequest
from idp.protocol.consent import Consent
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What happened within this very interaction; the sessions are internal ids.

    `signed_in` names the session that a full sign-in here produced, `selected` the one that the
    person chose to go on with, `consented` the account that answered the consent page here,
    `acting` the mandate chosen there, MYSELF for none.
    """

    signed_in: str | None = None
    selected: str | None = None
    consented: str | None = None
    acting: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that decides the next step."""

    request: AuthorizationRequest
    authentication: Authentication | None
    consent: Consent | None
    progress: Progress
    context: Context


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Show the sign-in page, where `level` must be reached; `choose` offers the present account.

    `create` shows the registration first, which leads to the sign-in page.
    """

    level: int
    choose: bool = False
    create: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepUp:
    """Ask for the missing factor, so that the session reaches `level` and resists phishing."""

    level: int
    resistance: Resistance = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskConsent:
    """Show the consent page, or the notice where law is the ground.

    `capacity`: all is agreed to, only for whom the person acts is open.
    """

    capacity: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Nothing is missing: issue the code, for this mandate or for MYSELF."""

    authentication: Authentication
    mandate: str = MYSELF


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """Answer the client with this error."""

    error: ProtocolError


Step = SignIn | StepUp | AskConsent | Issue | Refuse


def next_step(situation: Situation) -> Step:
    """Return the first thing that is missing (OIDC Core §3.1.2.3, §3.1.2.4, §3.1.2.6)."""
    silent = "none" in situation.request.prompts
    for condition, missing in STEPS:
        if not condition(situation):
            step = missing(situation)
            return _without_a_person(step) if silent else step
    return _issue(situation)


def level_can_be_met(situation: Situation) -> bool:
    """OIDC Core §5.5.1.1: an essential level that nobody can reach fails before any sign-in."""
    return can_be_met(_demand(situation), situation.context.strongest)


def person_is_signed_in(situation: Situation) -> bool:
    """There is a living session."""
    return situation.authentication is not None


def person_is_of_the_environment(situation: Situation) -> bool:
    """Sandbox people meet clients in test, real people all others; never the other way round."""
    return suits(situation.request.client, situation.authentication)


def person_is_the_hinted_one(situation: Situation) -> bool:
    """OIDC Core §3.1.2.1: a hint of another user asks for that user."""
    hinted, authentication = situation.request.hinted_account, situation.authentication
    return hinted is None or (authentication is not None and authentication.account_id == hinted)


def sign_in_is_fresh(situation: Situation) -> bool:
    """`prompt=login` and `max_age`: young enough, or made within this interaction."""
    authentication = situation.authentication
    if authentication is None or situation.progress.signed_in == authentication.session:
        return authentication is not None
    return is_fresh(situation.request, authentication, situation.context.now)


def account_is_selected(situation: Situation) -> bool:
    """`prompt=select_account`: the person has chosen, or has just signed in."""
    if "select_account" not in situation.request.prompts:
        return True
    authentication, progress = situation.authentication, situation.progress
    chosen = (progress.selected, progress.signed_in)
    return authentication is not None and authentication.session in chosen


def person_can_reach_the_level(situation: Situation) -> bool:
    """OIDC Core §5.5.1.1: what is essential is within reach of this very person's factors."""
    authentication = situation.authentication
    return authentication is not None and can_be_met(_demand(situation), authentication.attainable)


def account_is_created(situation: Situation) -> bool:
    """`prompt=create` (Prompt Create §4): the person has signed in here, with whichever account."""
    authentication = situation.authentication
    if "create" not in situation.request.prompts:
        return True
    return authentication is not None and situation.progress.signed_in == authentication.session


def level_is_reached(situation: Situation) -> bool:
    """What is demanded, and the first voluntary value that this person's factors allow."""
    authentication = situation.authentication
    return authentication is not None and authentication.strength.covers(
        goal_of(_demand(situation), authentication)
    )


def consent_covers_the_request(situation: Situation) -> bool:
    """OIDC Core §3.1.2.4: everything asked for was agreed to, under this text."""
    authentication, progress = situation.authentication, situation.progress
    if authentication is None or situation.consent is None:
        return False
    if "consent" in situation.request.prompts and progress.consented != authentication.account_id:
        return False
    request, consent = situation.request, situation.consent
    return (
        consent.text_version == request.client.text_version
        and set(request.scopes) <= set(consent.scopes)
        and set(request.claim_names) <= {*consent.claims, *request.client.optional_claims}
    )


def capacity_is_chosen(situation: Situation) -> bool:
    """Whoever may act for somebody has said for whom, here or earlier in this session."""
    return _capacity(situation) is not None


def _capacity(situation: Situation) -> str | None:
    """The mandate's id or MYSELF; None while the person has to say."""
    authentication, progress = situation.authentication, situation.progress
    if authentication is None:
        return None
    request, context = situation.request, situation.context
    own = choices(request, authentication.account_id, context)
    before = chosen_before(request, authentication.session, context)
    if progress.consented == authentication.account_id and progress.acting is not None:
        wanted: str | None = progress.acting
    elif not own and before in (None, MYSELF):
        wanted = MYSELF
    else:
        asks_anew = not {"consent", "select_account"}.isdisjoint(request.prompts)
        wanted = None if asks_anew else before
    return wanted if wanted in (MYSELF, *(mandate.id for mandate in own)) else None


def _issue(situation: Situation) -> Step:
    """Fails closed: rows of STEPS saw a session and a capacity; nothing is issued without."""
    mandate = _capacity(situation)
    if situation.authentication is None or mandate is None:
        return _sign_in(situation)
    return Issue(authentication=situation.authentication, mandate=mandate)


def _demand(situation: Situation) -> Demand:
    return demand_of(situation.request, situation.context)


def _sign_in(situation: Situation) -> Step:
    return SignIn(level=_demand(situation).level)


def _create(situation: Situation) -> Step:
    return SignIn(level=_demand(situation).level, create=True)


def _choose(situation: Situation) -> Step:
    return SignIn(level=_demand(situation).level, choose=True)


def _hint_names_another(situation: Situation) -> Step:
    """AZ-05: another person is signed in than the client means; only a new sign-in helps."""
    if situation.progress.signed_in is not None or not situation.request.hinted_account:
        return Refuse(error=login_required("another person signed in than the hint names"))
    return _sign_in(situation)


def _not_of_the_environment(situation: Situation) -> Step:
    """Whoever is signed in may be another than who tests: they are asked once."""
    if situation.progress.signed_in is None:
        return _sign_in(situation)
    return Refuse(error=of_another_environment(situation.request.client))


def _step_up(situation: Situation) -> Step:
    if situation.authentication is None:  # fails closed
        return _sign_in(situation)
    goal = goal_of(_demand(situation), situation.authentication)
    return StepUp(level=goal.level, resistance=goal.resistance)


def _unmet(_situation: Situation) -> Step:
    return Refuse(
        error=ProtocolError(
            "unmet_authentication_requirements",
            "The requested authentication level cannot be met.",
            parameter="acr",
        )
    )


def _ask_consent(_situation: Situation) -> Step:
    return AskConsent()


def _ask_capacity(_situation: Situation) -> Step:
    return AskConsent(capacity=True)


STEPS: Final[tuple[tuple[Callable[[Situation], bool], Callable[[Situation], Step]], ...]] = (
    (level_can_be_met, _unmet),
    (account_is_created, _create),
    (person_is_signed_in, _sign_in),
    (person_is_of_the_environment, _not_of_the_environment),
    (person_is_the_hinted_one, _hint_names_another),
    (sign_in_is_fresh, _sign_in),
    (account_is_selected, _choose),
    (person_can_reach_the_level, _unmet),
    (level_is_reached, _step_up),
    (consent_covers_the_request, _ask_consent),
    (capacity_is_chosen, _ask_capacity),
)


def login_required(reason: str) -> ProtocolError:
    """Return the refusal of a silent request that needs a person (OIDC Core §3.1.2.6)."""
    return ProtocolError("login_required", "The user must sign in.", reason=reason)


def _without_a_person(step: Step) -> Step:
    """`prompt=none`: what would be a page becomes its error (OIDC Core §3.1.2.6)."""
    match step:
        case AskConsent(capacity=True):
            return Refuse(
                error=ProtocolError("interaction_required", "The user must say for whom to act.")
            )
        case AskConsent():
            return Refuse(error=ProtocolError("consent_required", "The user must consent."))
        case SignIn(choose=True):
            return Refuse(
                error=ProtocolError("account_selection_required", "The user must choose.")
            )
        case _:
            return Refuse(error=login_required("prompt none needs what the session lacks"))
