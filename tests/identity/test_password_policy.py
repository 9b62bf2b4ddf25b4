"""What a new password must be (NIST SP 800-63B-4 §3.1.1.2; TCVN 14423:2026)."""

import unicodedata

import pytest

from idp.identity.factors.password_strength import LONGEST_JUDGED, common_words, score
from idp.identity.password_policy import (
    DAY,
    PRESETS,
    Demands,
    demands_on,
    is_due,
    preset_of,
    weakness_of,
)
from idp.identity.password_ports import Duties, NoBreachedPasswords
from idp.identity.ports import Account, Attribute
from tests.support.memory_passwords import MemoryBreachedPasswords

LAN = Account(
    id="lan",
    kind="official",
    username="lan.nguyen",
    attributes={
        "name": Attribute(value="Nguyễn Thị Ngọc Lan", source="agency"),
        "email": Attribute(value="ngoclan@sotuphap.example.vn", source="agency"),
        "birthdate": Attribute(value="1990-05-12", source="agency"),
        "personal_number": Attribute(value="001190012345", source="agency"),
        "address": Attribute(value={"region": "Hà Nội"}, source="agency"),
    },
)
AGENCY = Duties(organisations=("Sở Tư pháp Hà Nội", "H26.01"))
ALONE = demands_on(LAN, AGENCY, alone=True)
BESIDE = demands_on(LAN, AGENCY, alone=False)
TCVN = Duties(presets=("tcvn",))
NO_LIST = NoBreachedPasswords()


@pytest.mark.parametrize(
    ("password", "demands", "weakness"),
    [
        ("mười lăm chữ cái", ALONE, None),
        ("cá chép hóa rồng bay", ALONE, None),
        ("correct horse battery staple", ALONE, None),
        ("mười bốn chữ..", ALONE, "password_too_short"),
        ("tám chữ!", BESIDE, None),
        ("kT9#vLq2", BESIDE, None),
        ("bảy chữ", BESIDE, "password_too_short"),
        ("x" * 2000, ALONE, "password_too_long"),
        ("abcabcabcabcabcabc", ALONE, "password_too_weak"),
        ("aaaaaaaaaaaaaaaaaaaa", ALONE, "password_too_weak"),
        ("123456789012345678", ALONE, "password_too_weak"),
        ("Matkhau@123456789", ALONE, "password_too_weak"),
        ("Anh Yêu Em mãi mãi", ALONE, "password_too_weak"),
        ("Việt Nam muôn năm", ALONE, "password_too_weak"),
        ("Password123!", BESIDE, "password_too_weak"),
    ],
)
def test_a_password_is_long_and_hard_to_guess_and_may_be_made_of_anything(
    password: str, demands: Demands, weakness: str | None
) -> None:
    assert weakness_of(password, demands, NO_LIST) == weakness


@pytest.mark.parametrize(
    "password",
    [
        "LAN.NGUYEN.LAN.NGUYEN",
        "nguyễn thị ngọc lan",
        "NguyenThiNgocLan1990",
        "ngoclan@sotuphap.example.vn",
        "ngọc lan 12051990",
        "001190012345001",
        "Sở Tư pháp Hà Nội 2026",
    ],
)
def test_what_a_guesser_knows_of_the_person_protects_nothing(password: str) -> None:
    """NIST SP 800-63B-4 §3.1.1.2: context-specific words."""
    assert weakness_of(password, ALONE, NO_LIST) == "password_too_weak"


def test_both_normal_forms_are_one_password() -> None:
    for text in ("tám chữ!", "nguyễn thị ngọc lan"):
        verdicts = {
            weakness_of(unicodedata.normalize(form, text), BESIDE, NO_LIST)
            for form in ("NFC", "NFD")
        }
        assert len(verdicts) == 1


def test_what_was_stolen_somewhere_is_refused_whatever_else_it_is() -> None:
    stolen = MemoryBreachedPasswords({"cá chép hóa rồng bay"})
    typed = unicodedata.normalize("NFD", "cá chép hóa rồng bay")
    assert weakness_of(typed, ALONE, stolen) == "password_breached"
    assert weakness_of("cá chép hóa rồng lội", ALONE, stolen) is None


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("Cá chép 7 màu đỏ.", None),
        ("cá chép 7 màu đỏ.", "password_lacks_classes"),
        ("Cá chép bảy màu", "password_lacks_classes"),
        ("Cáchépbảymàu77", "password_lacks_classes"),
        ("CÁ CHÉP 7 MÀU ĐỎ.", "password_lacks_classes"),
    ],
)
def test_where_tcvn_was_chosen_four_classes_are_mixed_without_a_second_factor(
    password: str, weakness: str | None
) -> None:
    """TCVN 14423:2026: fourteen characters of four classes, or eight beside a second factor."""
    assert weakness_of(password, demands_on(LAN, TCVN, alone=True), NO_LIST) == weakness
    assert weakness_of(password, demands_on(LAN, TCVN, alone=False), NO_LIST) is None


def test_who_serves_two_agencies_obeys_the_strictest_of_each_rule() -> None:
    both = preset_of(("tcvn", "default"))
    assert (both.shortest, both.shortest_alone, both.classes_alone) == (8, 15, 4)
    assert (both.remembered, both.administrators_change_after) == (10, 60 * DAY)
    assert preset_of(()) == PRESETS["default"]


@pytest.mark.parametrize(
    ("presets", "administers", "age", "due"),
    [
        (("tcvn",), True, 60 * DAY, True),
        (("tcvn",), True, 60 * DAY - 1, False),
        (("tcvn",), False, 900 * DAY, False),
        (("default",), True, 900 * DAY, False),
        ((), True, 900 * DAY, False),
    ],
)
def test_a_password_grows_too_old_only_for_who_administers_under_tcvn(
    presets: tuple[str, ...], administers: bool, age: int, due: bool
) -> None:
    duties = Duties(presets=presets, administers=administers, changed_at=1000)
    assert is_due(duties, 1000 + age) is due


def test_only_the_beginning_of_an_endless_password_is_judged() -> None:
    beginning = ("mười lăm chữ cái và thêm nữa " * 9)[:LONGEST_JUDGED]
    assert score(beginning + "a" * 900, ()) == score(beginning, ())
    assert score("", ()) == 0


def test_common_words_are_written_as_guessers_write_them() -> None:
    words = common_words()
    assert len(set(words)) == len(words) > 100
    assert all(word.isascii() and word == word.lower() for word in words)
