"""Names are found by beginnings of their words, however they are spelled, and told by no key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.identity.name_keys import MOST_WORDS, keys_of_name, keys_sought
from tests.storage.worlds import a_custody

CUSTODY = a_custody()
NAME = "Nguyễn Thị Minh Khai"


def finds(text: str, name: str = NAME) -> bool:
    sought = keys_sought(text, CUSTODY)
    return bool(sought) and set(sought) <= keys_of_name(name, CUSTODY)


@pytest.mark.parametrize(
    "text",
    ["nguyen", "NGUYỄN", "ng", "kha", "minh khai", "Khai, Nguyễn".replace(",", ""), "Nguyê\u0303n"],
)
def test_a_name_is_found_by_beginnings_of_its_words_in_any_order(text: str) -> None:
    assert finds(text)


@pytest.mark.parametrize("text", ["", "  ", "n", "nguyenx", "khai x", "guyen", "khaim"])
def test_nothing_else_finds_it(text: str) -> None:
    assert not finds(text)


def test_letters_that_no_system_joins_are_found_too() -> None:
    assert finds("dao", "Đào Ý")
    assert finds("y", "Đào Ý")
    assert finds("d", "Đ") and not finds("d", "Đào")
    assert finds("konstantinopel", "Konstantinos")  # seven letters of a word count


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_a_name_has_few_keys_and_each_whole_word_finds_it(name: str) -> None:
    keys = keys_of_name(name, CUSTODY)
    assert len(keys) <= MOST_WORDS * 6
    assert set(keys_sought(name, CUSTODY)) <= keys
    assert all(-(2**63) <= key < 2**63 for key in keys)


def test_the_rarest_word_leads() -> None:
    assert keys_sought("Nguyễn Khai", CUSTODY)[0] == keys_sought("khai", CUSTODY)[0]
