"""Issue an authorization code: random, hashed at rest, short-lived, bound to everything above it.

RFC 6749 §4.1.2, OIDC Core §3.1.2.5. The grant it opens is written in the same transaction.
"""

import secrets
from dataclasses import replace
from hashlib import sha256

from idp.audit.events import CodeIssued
from idp.protocol.acting import ends_by
from idp.protocol.authentication import Authentication
from idp.protocol.authorization.assurance import acr_reached
from idp.protocol.authorization.capacity import MYSELF, begin_acting
from idp.protocol.authorization.request import AuthorizationRequest
from idp.protocol.authorization.response_modes import Answer
from idp.protocol.consent import Consent
from idp.protocol.context import Context
from idp.protocol.errors import ProtocolError
from idp.protocol.ports import CodeGrant, CodeHash, Grant, Person
from idp.protocol.subject import subject_of


def hash_of(code: str) -> CodeHash:
    """Return a code as it is stored; it has 256 random bits, so no slow hash is needed."""
    return CodeHash(sha256(code.encode()).hexdigest())


def issue(
    request: AuthorizationRequest,
    authentication: Authentication,
    consent: Consent,
    context: Context,
    *,
    mandate: str = MYSELF,
) -> Answer:
    """Return the answer with a fresh code; grant, code and audit event are in the transaction.

    Raises ProtocolError `access_denied` where the account may no longer sign in, or the mandate
    is not, or no longer, this person's.
    """
    person = context.people.get(authentication.account_id)
    if person is None or not person.active:
        raise ProtocolError("access_denied", "The account may not sign in.")
    acting = begin_acting(mandate, request, person.account_id, context)
    grant = _grant(request, authentication, consent, context, person=person)
    if acting is not None:
        grant = replace(grant, acting=acting, organisation={})
    code = secrets.token_urlsafe(32)
    context.grants.add(grant)
    context.codes.add(
        CodeGrant(
            hash=hash_of(code),
            grant=grant,
            person_active=True,
            redirect_uri=request.destination.redirect_uri,
            code_challenge=request.code_challenge,
            nonce=request.nonce,
            expires_at=ends_by(grant, context.now + context.lifetimes.code),
        )
    )
    context.record(
        CodeIssued(
            subject=grant.account_id,
            client=grant.client_id,
            grant=grant.id,
            session=grant.session,
        )
    )
    return request.destination.success(code)


def _grant(
    request: AuthorizationRequest,
    authentication: Authentication,
    consent: Consent,
    context: Context,
    *,
    person: Person,
) -> Grant:
    withheld = set(request.client.optional_claims) - set(consent.claims)
    return Grant(
        id=secrets.token_urlsafe(16),
        client_id=request.client.client_id,
        account_id=person.account_id,
        subject=subject_of(person.account_id, request.client, context),
        session=authentication.session,
        scopes=request.scopes,
        claims={
            "userinfo": request.claims.userinfo,
            "id_token": tuple(n for n in request.claims.id_token if n not in withheld),
            "withheld": tuple(sorted(withheld)),
        },
        audience=request.audience.uri if request.audience else None,
        organisation=_organisation(request, person, withheld),
        acr=acr_reached(request, authentication, context),
        amr=authentication.methods,
        level=authentication.level,
        auth_time=authentication.time,
        offline="offline_access" in request.scopes,
        created_at=context.now,
        absolute_end=authentication.absolute_end,
    )


def _organisation(
    request: AuthorizationRequest, person: Person, withheld: set[str]
) -> dict[str, object]:
    """The claims of the one post this sign-in acts from, where the client may know it."""
    if "organisation" not in request.scopes or not person.organisations:
        return {}
    return {n: value for n, value in person.organisations[0].items() if n not in withheld}
