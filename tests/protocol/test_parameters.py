"""Parameters: each once, bounded, strict (RFC 6749 §3.1)."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.errors import ProtocolError
from idp.protocol.parameters import LONGEST_VALUE, MOST_FIELDS, nothing_is_repeated, parse


@given(st.dictionaries(st.text(min_size=1, max_size=20), st.text(max_size=50), max_size=10))
def test_what_a_client_encodes_comes_back_identical(values: dict[str, str]) -> None:
    printable = all(c >= " " and c != "\x7f" for text in (*values, *values.values()) for c in text)
    try:
        encoded = urlencode(values).encode()
    except UnicodeEncodeError:
        return
    if not printable:
        with pytest.raises(ProtocolError):
            parse(encoded)
        return
    assert parse(encoded).values == values


@given(st.binary(max_size=300))
def test_no_bytes_make_the_parser_crash(raw: bytes) -> None:
    """IN-01: a refusal, or text."""
    try:
        parsed = parse(raw)
    except ProtocolError as error:
        assert error.code == "invalid_request"
        return
    assert all(isinstance(value, str) for value in parsed.values.values())


@pytest.mark.parametrize(
    "raw",
    [
        b"a=%ff",
        b"a=%c3%28",
        b"a=%0",
        b"a=%zz",
        b"a=%00",
        b"a=%0a",
        b"a=\x7f",
        b"a=" + b"x" * (LONGEST_VALUE + 1),
        b"x" * 101 + b"=1",
        b"&".join(b"a%d=1" % number for number in range(MOST_FIELDS + 1)),
    ],
)
def test_what_is_not_strict_is_refused(raw: bytes) -> None:
    """I-10."""
    with pytest.raises(ProtocolError, match="invalid_request"):
        parse(raw)


def test_a_name_in_query_and_body_counts_as_repeated() -> None:
    parsed = parse(b"state=a&x=1", b"state=b")
    assert parsed.repeated == {"state"}
    with pytest.raises(ProtocolError) as refused:
        parsed.get("state")
    assert refused.value.parameter == "state"
    with pytest.raises(ProtocolError):
        nothing_is_repeated(parsed)


def test_several_resources_are_left_to_their_own_error() -> None:
    """RFC 8707 §2."""
    nothing_is_repeated(parse(b"resource=a&resource=b"))


def test_an_empty_value_is_an_absent_one() -> None:
    parsed = parse(b"state=&scope=openid++profile+openid")
    assert parsed.get("state") is None
    assert parsed.words("scope") == ("openid", "profile")
    assert parsed.words("state") == ()
    with pytest.raises(ProtocolError, match="invalid_request"):
        parsed.require("state")
