"""A file as lines and a line as a person: what is read, and what every flaw says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.administration.exporting import values_of
from idp.administration.import_ports import Layout
from idp.administration.imports import COLUMNS, Flaw
from idp.administration.imports.formulas import as_it_was, defused
from idp.administration.imports.layout import Line, lines_in
from idp.administration.imports.person import SOURCE, Read, person_in

NOW = 1_800_000_000
NUMBER = "001199000001"
GOOD = {"username": "an", "kind": "citizen", "name": "Nguyễn Văn An"}


def read(text: str, layout: Layout = "csv") -> list[Line | Flaw]:
    return list(lines_in(text.encode().splitlines(keepends=True), layout))


def said(text: str, layout: Layout = "csv") -> list[str]:
    """Every flaw of the file, as the operator reads it."""
    flaws: list[str] = []
    for one in read(text, layout):
        found = (one,) if isinstance(one, Flaw) else person_in(one, NOW)
        flaws += [str(flaw) for flaw in found] if isinstance(found, tuple) else []
    return flaws


def person(**values: object) -> Read:
    found = person_in(Line(number=2, values={**GOOD, **values}), NOW)
    assert isinstance(found, Read), found
    return found


def columns_wrong(**values: object) -> list[str]:
    found = person_in(Line(number=2, values={**GOOD, **values}), NOW)
    return [flaw.column for flaw in found] if isinstance(found, tuple) else []


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("comma", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_is_read_with_either_comma_with_or_without_a_byte_order_mark(
    bom: str, comma: str, end: str
) -> None:
    rows = [["username", "kind", "name"], list(GOOD.values()), ["", "", ""], ["b", "official", "B"]]
    text = bom + "".join(comma.join(row) + end for row in rows)
    assert read(text) == [
        Line(number=2, values=GOOD),
        Line(number=4, values={"username": "b", "kind": "official", "name": "B"}),
    ]


def test_a_row_over_several_lines_is_named_by_its_first() -> None:
    text = 'username,kind,name\nan,citizen,"Nguyễn\nVăn\nAn"\nb,nobody,B\n'
    assert said(text) == ["line 5, kind: is citizen or official."]


def test_json_lines_are_read_with_true_and_objects() -> None:
    members = {**GOOD, "email": "a@example.vn", "email_verified": True, "phone": None}
    text = "\ufeff" + json.dumps(members) + "\n\n" + json.dumps({**GOOD, "username": "b"})
    first, second = read(text, "jsonl")
    assert isinstance(first, Line)
    assert isinstance(second, Line)
    assert first.values["email_verified"] is True
    assert "phone" not in first.values
    assert second.number == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["line 1, username: is there.", "line 1, kind: is there.", "line 1, name: is there."]),
        ("username,kind\nan,citizen\n", ["line 1, name: is there."]),
        ("username,username,kind,name\n", ["line 1, username: is there once."]),
        (
            "username,kind,name,password\nan,citizen,An,geheim\n",
            ["line 1, column 4: is one of the columns of docs/operations/people.md."],
        ),
        (
            "username,kind,name\nan,citizen\n",
            ["line 2: the line has a cell for each column, and every quotation mark is closed."],
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(text: str, words: list[str]) -> None:
    assert said(text) == words


def test_a_file_without_a_header_gives_nobody_away() -> None:
    words = " ".join(said("nguyen.an,citizen,Nguyễn Văn An\n"))
    assert "nguyen" not in words
    assert "Nguyễn" not in words


def test_a_line_that_is_no_utf_8_leaves_the_next_one_readable() -> None:
    raw = [b"username,kind,name\n", b"an,citizen,Nguy\xean\n", b"b,citizen,B\n"]
    flaw, line = lines_in(raw, "csv")
    assert str(flaw) == "line 2: the line is text in UTF-8."
    assert isinstance(line, Line)


@pytest.mark.parametrize(
    "text",
    ["[]", "1", "{", '{"username":"a","username":"b"}', "[" * 100_000],
    ids=["list", "number", "cut off", "doubled member", "deep"],
)
def test_a_line_of_json_is_one_object_that_names_each_member_once(text: str) -> None:
    (flaw,) = read(text + "\n", "jsonl")
    assert str(flaw) == "line 1: the line is one JSON object that names each member once."


def test_every_flaw_of_a_line_is_told_at_once_and_no_value() -> None:
    text = (
        "username,kind,name,personal_number,email,phone,birthdate,email_verified\n"
        ",boss,,123,nobody,12,2020-02-30,maybe\n"
    )
    words = said(text)
    assert [line.split(": ")[0].removeprefix("line 2, ") for line in words] == [
        "username", "kind", "name", "personal_number", "email", "email_verified", "phone",
        "birthdate",
    ]  # fmt: skip
    assert not any(value in line for line in words for value in ("boss", "123", "nobody", "maybe"))


@pytest.mark.parametrize("column", [name for name in COLUMNS if name != "address"])
def test_numbers_are_no_text_and_no_flag(column: str) -> None:
    """A personal number that a program took for a number has lost its zeros."""
    assert column in columns_wrong(**{column: 12})


@pytest.mark.parametrize("value", ["An\x1b[2J", "A\u202en", "A\x00n", "\ud800", "x" * 1001])
def test_a_name_prints(value: str) -> None:
    assert columns_wrong(name=value) == ["name"]


def test_what_is_verified_stands_beside_its_address() -> None:
    account = person(email="a@example.vn", email_verified="TRUE").account
    assert account.attributes["email"].verified_at == NOW
    assert person(email="a@example.vn").account.attributes["email"].verified_at is None
    assert columns_wrong(email_verified="true") == ["email_verified"]


def test_an_import_vouches_for_nothing() -> None:
    account = person(personal_number=NUMBER).account
    assert {one.source for one in account.attributes.values()} == {SOURCE}
    assert account.level == 0


def test_a_number_that_does_not_fit_is_to_be_reviewed_and_keeps_nobody_out() -> None:
    (doubt,) = person(personal_number=NUMBER, birthdate="1980-01-01").doubts
    assert str(doubt) == (
        "line 2, personal_number: to be reviewed: the number tells another year of birth."
    )


def test_posts_are_of_officials_and_have_a_title_each() -> None:
    posts = person(kind="official", organisation="G14 | G15", title="Cục trưởng|Thư ký").account
    assert [(post.organisation, post.title) for post in posts.posts] == [
        ("G14", "Cục trưởng"),
        ("G15", "Thư ký"),
    ]
    (post,) = person(kind="official", organisation="G14").account.posts
    assert post.title == "Cán bộ"
    assert columns_wrong(kind="official", organisation="G14|G15", title="Thư ký") == ["title"]
    assert columns_wrong(kind="official", title="Thư ký") == ["title"]
    assert columns_wrong(kind="official", organisation="G14|") == ["organisation"]
    assert columns_wrong(organisation="G14") == ["organisation"]


@pytest.mark.parametrize("address", ["1 Tràng Tiền", '{"locality": "Hà Nội"}', {"region": "Huế"}])
def test_an_address_is_text_or_an_object(address: object) -> None:
    value = person(address=address).account.attributes["address"].value
    assert person(address=value).account.attributes["address"].value == value
    assert columns_wrong(address='{"locality": ') == ["address"]
    assert columns_wrong(address={"planet": "x"}) == ["address"]


def test_what_is_exported_is_what_was_imported() -> None:
    values = {
        **GOOD,
        "kind": "official",
        "personal_number": NUMBER,
        "email": "a@example.vn",
        "email_verified": True,
        "phone": "+84912345678",
        "phone_verified": False,
        "birthdate": "1999",
        "organisation": "G14|G15",
        "title": "Cục trưởng|Thư ký",
        "gender": "female",
        "website": "https://example.vn",
        "address": {"locality": "Hà Nội"},
    }
    assert values_of(person(**values).account, NOW) == values


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+84912345678", "'+84912345678"),
        ("\uff1d1", "'\uff1d1"),
        ("an;=1+1", "an;'=1+1"),
        ("an, @x", "an,' @x"),
        ("'=x", "''=x"),
        ("Trần-Lê", "Trần-Lê"),
        ("O'Neill", "O'Neill"),
    ],
)
def test_a_formula_is_written_behind_an_apostrophe(text: str, written: str) -> None:
    """IN-03, also where the country's list separator cuts a value in two."""
    assert defused(text) == written
    assert as_it_was(written) == text


@given(st.text(alphabet="=+-@';,\t \uff1dab"))
def test_defusing_loses_nothing(text: str) -> None:
    assert as_it_was(defused(text)) == text
