"""Links in messages: 128 random bits, hashed at rest, each used once (I-01, I-22).

A link shows a page; only the form on it changes anything, so that whatever fetches links in
mails spends nothing.
"""

import secrets
from hashlib import sha256
from typing import Final

from idp.identity.context import Context
from idp.identity.sent_proofs import Kind, SentProof

_BYTES: Final = 16  # 128 bits, and short enough for one SMS


def new_link(kind: Kind, account_id: str, lifetime: int, context: Context) -> str:
    """A fresh token that may be brought back once within `lifetime` seconds."""
    token = secrets.token_urlsafe(_BYTES)
    context.sent_proofs.put(
        SentProof(
            key=_key(token),
            kind=kind,
            account_id=account_id,
            hash=_key(token),
            created_at=context.now,
            expires_at=context.now + lifetime,
        )
    )
    return token


def living(token: str, kind: Kind, context: Context) -> SentProof | None:
    """What this link proves, if it may still be used for this."""
    proof = context.sent_proofs.find(_key(token))
    if proof is None or proof.kind != kind or proof.spent_at is not None:
        return None
    return proof if context.now < proof.expires_at else None


def spend(token: str, kind: Kind, context: Context) -> SentProof | None:
    """What this link proves, and it is spent; None for all callers but one."""
    proof = living(token, kind, context)
    if proof is None or not context.sent_proofs.spend(proof, context.now):
        return None
    return proof


def _key(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
