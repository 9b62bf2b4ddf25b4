"""A code hangs on the session that it was given in, whatever its grant was asked for (TK-04)."""

import pytest

from idp.protocol.authorization.code import hash_of
from idp.protocol.errors import ProtocolError
from tests.support.builders import a_client, a_world
from tests.support.rulebook import NOW


def test_tk_04_signing_out_ends_codes_that_would_outlive_the_session() -> None:
    """What ends what: "its codes", with `offline_access` too; only what was redeemed stays."""
    client = a_client()
    world = a_world()
    asked = {"scope": "openid offline_access", "prompt": "consent"}
    code, redeemed = world.code(client, **asked), world.code(client, **asked)
    world.redeem(client, redeemed)
    world.stores.grants.end_of_session("session-1", keep_offline=True, reason="sign_out", at=NOW)
    with pytest.raises(ProtocolError, match="invalid_grant"):
        world.redeem(client, code)
    found = world.stores.codes.find(hash_of(redeemed))
    assert found is not None
    assert found.grant.ended_at is None
