"""The parts of a compact JWS have one spelling (RFC 7515 §2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.compact import decode_object, decode_segment, encode_object, encode_segment


@given(st.binary(min_size=1, max_size=200))
def test_what_is_encoded_can_be_read_back(data: bytes) -> None:
    assert decode_segment(encode_segment(data).decode()) == data


@given(st.text(max_size=40))
def test_a_segment_that_is_read_has_exactly_one_spelling(text: str) -> None:
    data = decode_segment(text)
    assert data is None or encode_segment(data).decode() == text


@pytest.mark.parametrize(
    "text", ["", "A", "AAAAA", "AB", "AA==", "A A", "AA\n", "A+", "A/", "á", "=", "AA."]
)
def test_any_other_spelling_of_a_segment_is_refused(text: str) -> None:
    assert decode_segment(text) is None


def test_letters_of_vietnamese_names_are_written_as_they_are() -> None:
    assert encode_object({"name": "Nguyễn Thị Ánh"}) == '{"name":"Nguyễn Thị Ánh"}'.encode()


def test_a_number_that_json_does_not_know_is_not_written() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        encode_object({"iat": float("nan")})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"1",
        b"null",
        b"{",
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":1e400}',
        b'{"a":"\xff"}',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":' + b"[" * 20_000,
        b'{"a":' + b"9" * 6_000 + b"}",
    ],
)
def test_anything_but_one_strict_json_object_is_refused(data: bytes) -> None:
    assert decode_object(data) is None


def test_a_strict_json_object_is_read() -> None:
    assert decode_object(b'{"a":1.5,"b":["c"],"d":{}}') == {"a": 1.5, "b": ["c"], "d": {}}


@given(st.binary(max_size=100))
def test_reading_an_object_never_raises(data: bytes) -> None:
    decode_object(data)
