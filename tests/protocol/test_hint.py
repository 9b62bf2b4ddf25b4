"""`id_token_hint`: our own ID token, shown back to us (OIDC Core §3.1.2.1)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.authorization import Refusal, receive
from idp.protocol.tokens.hint import read_hint
from tests.support.builders import World, a_client, a_world, compact
from tests.support.rulebook import ISSUER, asked

B = a_client()


def _sign(world: World, typ: str = "JWT", **changes: object) -> str:
    claims = {"iss": ISSUER, "aud": "b", "sub": "s", **changes}
    now = world.context.now
    return world.context.custody.signer.sign(claims, typ=typ, algorithm="ES256", now=now)


@pytest.mark.parametrize("subject_type", ["pairwise", "public"])
def test_a_hint_names_the_person_long_after_it_expired(subject_type: str) -> None:
    """Settled, hints: `exp` is ignored. Also where all clients know people by one `sub`."""
    client = B if subject_type == "pairwise" else replace(B, subject_type="public")
    world = a_world(client)
    token = str(world.tokens(client)["id_token"])
    request = receive(asked(client_id="b", id_token_hint=token), world.at(86_400).context)
    assert not isinstance(request, Refusal)
    assert request.hinted_account == "u1"


def test_a_hint_of_a_person_we_no_longer_know_names_nobody() -> None:
    world = a_world()
    request = receive(asked(client_id="b", id_token_hint=_sign(world)), world.context)
    assert not isinstance(request, Refusal)
    assert request.hinted_account == ""


def test_az_05_a_hint_made_for_another_client_is_refused() -> None:
    """AZ-05, I-02."""
    world = a_world()
    refused = receive(asked(client_id="b", id_token_hint=_sign(world, aud="c")), world.context)
    assert isinstance(refused, Refusal)
    assert (refused.error.code, refused.error.parameter) == ("invalid_request", "id_token_hint")


def test_jw_05_only_an_id_token_of_ours_is_a_hint() -> None:
    """JW-01, JW-05."""
    world = a_world()
    answer = world.tokens(B)
    for token in (
        str(answer["access_token"]),
        _sign(world, typ="logout+jwt"),
        _sign(world, iss="https://other.example.vn"),
        _sign(world, aud=["b"]),
        _sign(world, sub=7),
        f"{answer['id_token']}.x.y",
        compact({"alg": "none", "typ": "JWT"}, {"iss": ISSUER, "aud": "b", "sub": "s"}, b""),
    ):
        assert read_hint(token, world.context) is None


def test_a_hint_tells_the_session_where_it_knows_it() -> None:
    world = a_world()
    with_sid, without = _sign(world, sid="x"), _sign(world, sid=1)
    found, bare = read_hint(with_sid, world.context), read_hint(without, world.context)
    assert found is not None
    assert bare is not None
    assert (found.audience, found.subject, found.sid, bare.sid) == ("b", "s", "x", None)


WORLD = a_world()


@given(st.text(max_size=200) | st.text(alphabet='eyJhbGciOi.{}"_-=', max_size=200))
def test_no_text_makes_the_reader_crash(text: str) -> None:
    """I-04."""
    assert read_hint(text, WORLD.context) is None
