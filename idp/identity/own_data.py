"""Everything that is kept about a person, for that person: as a document, and signed (§2b).

Law 91/2025/QH15 art. 4 and 10: to know, to see and to be given one's own data. The signature is
by a published key with a `typ` of its own (RFC 8725 §3.11), so that anybody can verify it and
nobody takes it for a token. Next: `docs/operations/own_data.md`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Final

from idp.audit.events import OwnDataExported
from idp.identity.context import Context
from idp.identity.happenings import Happening, Topic
from idp.identity.notice import tell
from idp.identity.password_change import NeedRecentSignIn, is_recent
from idp.identity.ports import Account, Attribute, Session
from idp.protocol.consent import ServiceUse

TYPE: Final = "own-data+jwt"
_ALGORITHM: Final = "ES256"
MOST: Final = 10_000  # lines of one history

Document = Mapping[str, object]


def signed(session: Session, context: Context) -> str | NeedRecentSignIn:
    """The document as a compact JWS; that it was given out is recorded and told (I-14)."""
    document = of(session.account_id, context)
    if document is None or not is_recent(session, context):
        return NeedRecentSignIn()
    issuer, now = context.protocol.issuer, context.now
    text = context.custody.signer.sign(
        {"iss": issuer, "iat": now, "own_data": document},
        typ=TYPE,
        algorithm=_ALGORITHM,
        now=now,
    )
    context.record(OwnDataExported(subject=session.account_id))
    tell(session.account_id, "own_data_exported", {}, context)
    return text


def of(account_id: str, context: Context) -> Document | None:
    """What is kept about this person; no secret and no identifier of ours is in it."""
    account = context.accounts.get(account_id)
    if account is None:
        return None
    services = context.protocol.consents.services_of(account_id)
    sessions = context.sessions.of_account(account_id, context.now)
    return {
        "account": _account(account),
        "attributes": {name: _attribute(one) for name, one in account.attributes.items()},
        "services": [_service(one, context) for one in services],
        "sessions": [
            {"since": one.created_at, "seen": one.last_seen_at, "address": one.address}
            for one in sessions
        ],
        "passkeys": [
            {"name": one.name, "since": one.created_at}
            for one in context.passkeys.of_account(account_id)
        ],
        "sign_ins": _lines(account_id, "sign_in", context),
        "looks": _lines(account_id, "look", context),
    }


def _account(account: Account) -> Document:
    return {
        "username": account.username,
        "kind": account.kind,
        "level": account.level,
        "created_at": account.created_at,
        "posts": [asdict(post) for post in account.posts],
    }


def _attribute(attribute: Attribute) -> Document:
    """The value with its source and, where it was checked, by whom and how."""
    told = {
        "value": attribute.value,
        "source": attribute.source,
        "verified_at": attribute.verified_at,
        "provenance": None if attribute.provenance is None else asdict(attribute.provenance),
    }
    return {name: value for name, value in told.items() if value is not None}


def _service(used: ServiceUse, context: Context) -> Document:
    consent = used.consent
    client = context.protocol.clients.get(consent.client_id)
    return {
        "service": consent.client_id if client is None else client.name,
        "scopes": list(consent.scopes),
        "claims": list(consent.claims),
        "ground": consent.ground,
        "first": used.first_at,
        "since": consent.given_at,
        "last": used.last_at,
        "receipt": consent.receipt,
    }


def _lines(account_id: str, topic: Topic, context: Context) -> Sequence[Document]:
    found: Sequence[Happening] = context.history.of_account(account_id, topic, most=MOST)
    return [{"at": one.at, "kind": one.kind, **one.details} for one in found]
