"""Vietnamese names (`domain.md` §3a): parts, search keys, order."""

import unicodedata

import pytest

from idp.identity.names import (
    NameParts,
    person_sort_key,
    search_key,
    sort_key,
    split_name,
    tidy,
    without_marks,
)


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Nguyễn Thị Minh Khai", ("Nguyễn", "Thị Minh", "Khai")),
        ("Lê Lợi", ("Lê", None, "Lợi")),
        ("  Hồ   Xuân  Hương ", ("Hồ", "Xuân", "Hương")),
        ("Madonna", (None, None, "Madonna")),
        ("", (None, None, None)),
    ],
)
def test_a_name_has_the_parts_it_has_and_no_more(
    full: str, parts: tuple[str | None, str | None, str | None]
) -> None:
    family, middle, given = parts
    assert split_name(full) == NameParts(family=family, middle=middle, given=given)


def test_both_normal_forms_of_a_name_are_stored_as_one() -> None:
    decomposed = unicodedata.normalize("NFD", "Nguyễn")
    assert len(decomposed) == 8
    assert tidy(decomposed) == "Nguyễn"
    assert len(tidy(decomposed)) == 6


def test_a_name_is_found_without_marks_in_any_spelling() -> None:
    assert search_key("ĐẶNG  Thùy Trâm") == search_key("đặng thuỳ trâm") == "dang thuy tram"
    assert without_marks("Ｎｇｕｙễｎ") == "nguyen"


def test_people_are_listed_by_given_name_in_the_vietnamese_order() -> None:
    people = ["Trần Văn Đức", "Lê Thị Dung", "Phạm An", "Bùi Ân", "Vũ Hoà", "Đỗ Hoa", "An"]
    assert sorted(people, key=person_sort_key) == [
        "An",
        "Phạm An",
        "Bùi Ân",
        "Lê Thị Dung",
        "Trần Văn Đức",
        "Đỗ Hoa",
        "Vũ Hoà",
    ]


def test_tones_decide_only_where_the_letters_are_equal() -> None:
    words = ["mạ", "mã", "ma", "má", "mả", "mà", "man", "mă", "m", "m a", "μ"]
    assert sorted(words, key=sort_key) == [
        "m",
        "m a",
        "ma",
        "mà",
        "mả",
        "mã",
        "má",
        "mạ",
        "man",
        "mă",
        "μ",
    ]
