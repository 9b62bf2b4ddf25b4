"""Which client is asking: one method, the registered one (RFC 6749 §2.3)."""

from base64 import b64encode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.client import Client, SecretHash
from idp.protocol.client_authentication import authenticate
from idp.protocol.client_authentication.secret import LONGEST_HEADER, credentials_in
from idp.protocol.errors import ProtocolError
from tests.support.builders import (
    SECRET,
    a_client,
    a_key_client,
    a_public_client,
    a_world,
    an_assertion,
    basic,
    fields,
)

POST = replace(a_client(), client_id="c", authentication_method="client_secret_post")


@pytest.mark.parametrize(
    ("client", "values", "header"),
    [
        (a_client(), {}, basic("b")),
        (a_client(), {"client_id": "b"}, basic("b").replace("Basic", "bASIC")),
        (POST, {"client_id": "c", "client_secret": SECRET}, None),
        (a_key_client(), an_assertion(), None),
        (a_key_client(), {"client_id": "a", **an_assertion()}, None),
        (a_public_client(), {"client_id": "p"}, None),
    ],
)
def test_a_client_proves_itself_by_its_registered_method(
    client: Client, values: dict[str, str], header: str | None
) -> None:
    """RFC 6749 §2.3, OIDC Core §9; the trail learns who acts."""
    actors: list[str] = []
    world = a_world(client)
    context = replace(world.context, acts_as=actors.append)
    assert authenticate(fields(**values), header, context) == client
    assert actors == [client.client_id]
    assert world.events == []


@pytest.mark.parametrize(
    ("values", "header"),
    [
        ({"client_id": "b", "client_secret": SECRET}, basic("b")),
        (an_assertion(sub="b", iss="b"), basic("b")),
        ({"client_id": "b", "client_secret": SECRET, **an_assertion()}, None),
    ],
)
def test_ca_01_two_methods_at_once_are_refused(values: dict[str, str], header: str | None) -> None:
    """CA-01, RFC 6749 §2.3."""
    with pytest.raises(ProtocolError, match="invalid_request"):
        authenticate(fields(**values), header, a_world(a_client()).context)


@pytest.mark.parametrize(
    ("values", "header", "reason"),
    [
        ({}, None, "no client authentication"),
        ({"client_id": "b"}, None, "not the registered method"),
        ({"client_id": "b", "client_secret": SECRET}, None, "not the registered method"),
        ({"client_id": "p", "client_secret": SECRET}, None, "not the registered method"),
        ({"client_secret": SECRET}, None, "a secret without client_id"),
        ({"client_id": "other"}, basic("b"), "client_id contradicts the authentication"),
        ({}, basic("b", "wrong"), "the secret is wrong"),
        ({}, basic("b", ""), "the secret is wrong"),
        ({}, basic("nobody"), "unknown client"),
        ({}, basic("gone"), "disabled client"),
        ({}, "Bearer x", "bad header"),
        ({"client_assertion": "x"}, None, "not a JWT bearer assertion"),
        ({"client_assertion_type": "x"}, None, "not a JWT bearer assertion"),
        ({**an_assertion(), "client_assertion": ""}, None, "not a JWT bearer assertion"),
        ({**an_assertion(), "client_assertion": "x.y.z"}, None, "the assertion names no client"),
        (an_assertion(sub=7), None, "the assertion names no client"),
    ],
)
def test_ca_01_whoever_is_not_proven_is_told_the_same(
    values: dict[str, str], header: str | None, reason: str
) -> None:
    """CA-01, I-07: the reason stays with us."""
    gone = replace(a_client(), client_id="gone", disabled=True)
    world = a_world(a_client(), a_public_client(), gone)
    with pytest.raises(ProtocolError) as refused:
        authenticate(fields(**values), header, world.context)
    assert (refused.value.code, refused.value.reason) == ("invalid_client", reason)
    assert refused.value.description == "Client authentication failed."


def test_ca_01_a_failure_in_a_known_clients_name_is_in_the_trail() -> None:
    """RFC 6749 §5.2."""
    world = a_world(a_client())
    with pytest.raises(ProtocolError):
        authenticate(fields(), basic("b", "wrong"), world.context)
    assert world.events == ["client_authentication_failed"]


def test_two_secrets_are_good_while_a_client_exchanges_them() -> None:
    old, new = (
        a_client(),
        replace(a_client(), secret_hashes=(SecretHash("0" * 64), *a_client().secret_hashes)),
    )
    assert old.secret_matches(SECRET)
    assert new.secret_matches(SECRET)
    assert not replace(old, secret_hashes=()).secret_matches(SECRET)


def test_id_and_secret_are_form_decoded() -> None:
    """RFC 6749 §2.3.1."""
    header = "Basic " + b64encode(b"a%3Ab:c+d%C3%A9:e").decode()
    assert credentials_in(header) == ("a:b", "c dé:e")


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic !",
        "Basic " + b64encode(b"no separator").decode(),
        "Basic " + b64encode(b"\xff:x").decode(),
        "Basic " + b64encode(b"%ff:x").decode(),
        "Basic " + b64encode(b"\x00a:x").decode(),
        "Basic " + b64encode(b"%00a:x").decode(),
        "Basic " + b64encode(b"a:x%0d%0a").decode(),
        "Basic é",
        "Basic " + "A" * LONGEST_HEADER,
        "Digest " + b64encode(b"a:b").decode(),
    ],
)
def test_a_header_that_is_not_strict_is_refused(header: str) -> None:
    """I-10; a NUL that hides behind an escape would trouble the store."""
    with pytest.raises(ProtocolError, match="invalid_client"):
        credentials_in(header)


@given(
    st.text(max_size=100) | st.binary(max_size=99).map(lambda b: "Basic " + b64encode(b).decode())
)
def test_no_header_makes_the_reader_crash(header: str) -> None:
    """I-04."""
    try:
        pair = credentials_in(header)
    except ProtocolError as error:
        assert error.code == "invalid_client"
        return
    assert all(part.isprintable() for part in pair)
