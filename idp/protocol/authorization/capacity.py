"""In what capacity a person authorises: for themself, or for somebody by a mandate that covers it.

What the consent page offers, what it may answer, and what the grant then keeps (decision 0009).
"""

from collections.abc import Mapping
from typing import Final

from idp.audit.events import MandateRefused, MandateUsed
from idp.protocol.authorization.request import AuthorizationRequest
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError
from idp.protocol.mandate import Acting, Mandate
from idp.protocol.scopes import ACTING_SCOPE, SCOPE_CLAIMS
from idp.protocol.subject import subject_of

MYSELF: Final = ""  # instead of a mandate's id: the person acts for nobody else


def choices(
    request: AuthorizationRequest, account_id: str, context: Context
) -> tuple[Mandate, ...]:
    """Return the living mandates of this person that cover all of the request; none unasked."""
    if ACTING_SCOPE not in request.scopes:
        return ()
    powers = [scope for scope in request.scopes if scope not in SCOPE_CLAIMS]
    return tuple(
        mandate
        for mandate in context.mandates.held_by(account_id)
        if mandate.lives(context.now) and mandate.allows(request.client.client_id, powers)
    )


def chosen_before(request: AuthorizationRequest, session: str, context: Context) -> str | None:
    """Return what the newest grant of this session at this client was for; None without one."""
    if ACTING_SCOPE not in request.scopes:
        return MYSELF
    own = [
        grant
        for grant in context.grants.of_session(session)
        if grant.client_id == request.client.client_id and ACTING_SCOPE in grant.scopes
    ]
    if not own:
        return None
    newest = max(own, key=lambda grant: grant.created_at)
    return MYSELF if newest.acting is None else newest.acting.mandate


def begin_acting(
    mandate_id: str, request: AuthorizationRequest, account_id: str, context: Context
) -> Acting | None:
    """Return what the grant keeps; None for oneself. The use is in the trail.

    Raises ProtocolError `access_denied` for a mandate that is not, or no longer, this person's.
    """
    if mandate_id == MYSELF:
        return None
    own = {mandate.id: mandate for mandate in choices(request, account_id, context)}
    mandate = own.get(mandate_id)
    if mandate is None:
        raise refused(mandate_id, request, account_id, context)
    context.record(
        MandateUsed(
            subject=account_id,
            client=request.client.client_id,
            mandate=mandate.id,
            kind=mandate.kind,
        )
    )
    principal = _principal(mandate, request, context)
    return Acting(mandate=mandate.id, principal=principal, until=mandate.until)


def refused(
    mandate_id: str, request: AuthorizationRequest, account_id: str, context: Context
) -> ProtocolError:
    """Return the refusal of a mandate; the trail names it only if there is such a one."""
    known = context.mandates.get(mandate_id) is not None
    context.record(
        MandateRefused(
            subject=account_id,
            client=request.client.client_id,
            mandate=mandate_id if known else None,
        )
    )
    return ProtocolError(
        "access_denied", "The mandate may not be used.", reason="not a living mandate of theirs"
    )


def _principal(
    mandate: Mandate, request: AuthorizationRequest, context: Context
) -> Mapping[str, object]:
    """No id of ours: two clients must not find out that they serve the same person."""
    limit = {"limit": {"amount": mandate.limit, "currency": "VND"}} if mandate.limit else {}
    said: dict[str, object] = {"type": mandate.principal_kind, "capacity": mandate.kind}
    if mandate.principal_kind == "organisation":
        said |= context.mandates.organisation(mandate.principal)
    else:
        said["sub"] = subject_of(mandate.principal, request.client, context)
    return {**said, **limit}
