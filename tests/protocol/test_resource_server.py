"""The provider as its own resource server: what a token shown at its API is good for."""

from dataclasses import replace

import pytest

from idp.protocol.errors import BearerError
from idp.protocol.resource_server import must_sign_in_again, shown_token
from tests.support.builders import HUB, World, a_client, a_world

SCOPE = "documents.send"
B = replace(a_client(), audiences=(HUB.uri,), scopes=("openid", SCOPE, "documents.receive"))


def _token(world: World, scope: str = f"openid {SCOPE}") -> str:
    return str(world.tokens(B, scope=scope, resource=HUB.uri)["access_token"])


def _refused(world: World, token: str | None, uri: str = HUB.uri) -> str:
    with pytest.raises(BearerError) as refused:
        shown_token(token, uri, SCOPE, world.context)
    return refused.value.code


def test_a_living_token_for_it_with_the_scope_is_good() -> None:
    """RFC 9068 §4."""
    world = a_world(B)
    found = shown_token(_token(world), HUB.uri, SCOPE, world.context)
    assert (found.client_id, found.audience) == (B.client_id, HUB.uri)
    assert found.standing is not None


def test_every_other_token_is_refused_by_its_name() -> None:
    """RFC 6750 §3.1, I-16."""
    world = a_world(B)
    token = _token(world)
    assert _refused(world, None) == ""
    assert _refused(world, token[:-1]) == "invalid_token"
    assert _refused(world.at(300), token) == "invalid_token"
    assert _refused(world, token, "https://other.example.vn") == "invalid_token"
    assert _refused(world, _token(world, "openid documents.receive")) == "insufficient_scope"


def test_a_weak_sign_in_is_told_how_to_mend_it() -> None:
    """RFC 9470 §3."""
    assert must_sign_in_again().code == "insufficient_user_authentication"
