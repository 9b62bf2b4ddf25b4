"""Records as the contract tests keep them: an account, a grant, its code, its refresh token."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from idp.identity.ports import Account, Attribute, IdentifierKey, PasswordHash
from idp.protocol.ports import CodeGrant, CodeHash, Grant, RefreshHash, RefreshToken

NOW = 1_800_000_000


def an_account(account_id: str = "", **changes: Any) -> Account:
    """A citizen."""
    facts: Mapping[str, Attribute] = {
        "name": Attribute(value="Nguyễn Thị Minh Khai", source="register", verified_at=NOW),
        "email": Attribute(value="khai@example.vn", source="self"),
    }
    account = Account(
        id=account_id or secrets.token_hex(16),
        kind="citizen",
        username="minhkhai",
        attributes=facts,
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(account, **changes)


def a_grant(**changes: Any) -> Grant:
    """A living grant of a fresh id."""
    grant = Grant(
        id=secrets.token_hex(16),
        client_id="portal",
        account_id="khai",
        subject="sub-of-khai",
        session="session-1",
        scopes=("openid", "profile"),
        claims={"userinfo": ["email"], "id_token": []},
        audience=None,
        organisation={"org_code": "G14.4", "org_path": ["G14"]},
        acr="https://issuer.example/loa/2",
        amr=("pwd", "otp", "mfa"),
        level=2,
        auth_time=NOW - 5,
        offline=False,
        created_at=NOW,
        absolute_end=NOW + 3600,
    )
    return replace(grant, **changes)


def a_code(grant: Grant, **changes: Any) -> CodeGrant:
    """An unspent code of a grant."""
    code = CodeGrant(
        hash=CodeHash(secrets.token_hex(32)),
        grant=grant,
        person_active=True,
        redirect_uri="https://portal.example/callback",
        code_challenge="c" * 43,
        nonce="n",
        expires_at=NOW + 60,
    )
    return replace(code, **changes)


def a_refresh_token(grant: Grant, **changes: Any) -> RefreshToken:
    """An unspent refresh token of a grant."""
    token = RefreshToken(
        hash=RefreshHash(secrets.token_hex(32)),
        grant=grant,
        person_active=True,
        rotates=True,
        issued_at=NOW,
        expires_at=NOW + 3600,
        idle_expires_at=NOW + 600,
    )
    return replace(token, **changes)


def key_of(text: str) -> IdentifierKey:
    """A made-up keyed hash."""
    return IdentifierKey(f"key:{text}")


def password_of(text: str) -> PasswordHash:
    """A made-up password hash."""
    return PasswordHash(f"$argon2id${text}")
