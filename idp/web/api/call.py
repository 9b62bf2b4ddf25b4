"""Call: one request of an official's program, whose token and roles were judged now (I-05, I-13).

The token opens the door: this provider's own, for the audience `<issuer>/api`, with the scope of
the act. The role behind it decides: `permit` for what is named by its place, `reveal` for what is
found by an id, which is not there for whoever may not see it (AD-02).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from idp.administration.api_scopes import API_SCOPES, api_audience
from idp.administration.context import Context
from idp.administration.permissions import allows, living, places_of, reaches
from idp.administration.ports import HeldRole
from idp.audit.events import PermissionRefused
from idp.identity.assurance import FOR_ADMINISTRATION, told_by
from idp.identity.session import LIMITS
from idp.protocol.errors import BearerError
from idp.protocol.ports import Grant
from idp.protocol.resource_server import must_sign_in_again, shown_token
from idp.provider import Unit
from idp.web.api.problems import NOT_FOUND, Problem

MAX_AGE: Final = LIMITS["official"].absolute  # seconds; a refresh token outlives its session
NO_ROLE: Final = "No role of yours allows this there."


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who calls, by which act, and in which transaction."""

    unit: Unit
    act: str
    account_id: str
    client_id: str
    held: Sequence[HeldRole] = field(repr=False)
    if_match: str | None = None

    @property
    def context(self) -> Context:
        """What an act of administration may know."""
        return self.unit.administration

    def allows(self, place: str | None) -> bool:
        """Whether the roles allow the act there; None: not in one place."""
        return allows(self.held, self.act, place, self.context)

    def permit(self, *places: str | None) -> None:
        """The act is theirs at one of these places, or it is refused and recorded."""
        if not any(self.allows(place) for place in places):
            raise self.turned_away("not_permitted", Problem(403, "not_permitted", NO_ROLE))

    def reveal(self, *places: str | None) -> None:
        """What stands at one of these places is theirs to act on, or does not exist for them."""
        if not any(self.allows(place) for place in places):
            raise self.turned_away("hidden", Problem(404, "not_found", NOT_FOUND))

    def reveal_person(self, account_id: str) -> None:
        """The person is theirs to act on, or does not exist for them."""
        self.reveal(*places_of(account_id, self.context))

    def turned_away(self, reason: str, problem: Problem) -> Problem:
        """The refusal of somebody known, which is recorded and stays."""
        self.unit.record(
            PermissionRefused(
                subject=self.account_id, client=self.client_id, action=self.act, reason=reason
            )
        )
        return Problem(
            problem.status, problem.code, problem.detail, wrong=problem.wrong, punishes=True
        )


def admitted(authorization: str | None, act: str, unit: Unit) -> Call:
    """Return the call of an official whose token and roles open the act somewhere.

    Raises Problem: 401 (RFC 6750 §3.1, RFC 9470 §3), or 403.
    """
    scope = API_SCOPES[act]
    try:
        found = shown_token(
            _token(authorization), api_audience(unit.protocol.issuer).uri, scope, unit.protocol
        )
        grant = None if found.standing is None else found.standing.grant
        if grant is not None and not _is_strong(grant, unit):
            raise must_sign_in_again()
    except BearerError as error:
        raise _challenge(error, scope) from None
    # A machine by itself has no role, and nobody takes their own along when acting for another.
    if grant is None or grant.acting is not None:
        unit.acts_as(found.client_id)
        unit.record(PermissionRefused(client=found.client_id, action=act, reason="no_person"))
        raise Problem(403, "not_permitted", NO_ROLE, punishes=True)
    unit.acts_as(grant.account_id)
    call = Call(
        unit=unit,
        act=act,
        account_id=grant.account_id,
        client_id=grant.client_id,
        held=living(grant.account_id, unit.administration),
    )
    if not reaches(call.held, act):
        raise call.turned_away("not_permitted", Problem(403, "not_permitted", NO_ROLE))
    return call


def _token(authorization: str | None) -> str | None:
    """RFC 6750 §2.1: in the header alone; no cookie and no parameter shows one."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _is_strong(grant: Grant, unit: Unit) -> bool:
    """The official signed in lately, in a way that resists phishing and is not barred since."""
    identity = unit.identity
    credentials = identity.credentials.by_account(grant.account_id)
    if credentials is None or credentials.kind != "official":
        return False
    strength = told_by(grant.amr, identity.policy, credentials.barred)
    is_fresh = identity.now - grant.auth_time <= MAX_AGE
    return is_fresh and strength.covers(FOR_ADMINISTRATION)


def _challenge(error: BearerError, scope: str) -> Problem:
    said = 'Bearer realm="api"'
    if error.code:
        said += f', error="{error.code}", error_description="{error.description}"'
    if error.code == "insufficient_scope":
        said += f', scope="{scope}"'
    if error.code == "insufficient_user_authentication":
        said += f', acr_values="{FOR_ADMINISTRATION.resistance}", max_age="{MAX_AGE}"'
    status = 403 if error.code == "insufficient_scope" else 401
    code = error.code or "no_token"
    return Problem(status, code, error.description, headers=(("WWW-Authenticate", said),))
