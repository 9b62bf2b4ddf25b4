"""The personal number (số định danh cá nhân) and other Vietnamese identifiers: parse, check, mask.

A number that does not fit birth date or sex is warned about, never refused: corrections exist
(Decree 137/2015 Art. 13, Circular 59/2021). Next: `identifiers.py`.
"""

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Final, Literal

Sex = Literal["male", "female"]

_NUMBER: Final = re.compile(r"\d{12}", re.ASCII)
_TAX_CODE: Final = re.compile(r"(\d{10})(?:-?(\d{3}))?", re.ASCII)
_TAX_WEIGHTS: Final = (31, 29, 23, 19, 17, 13, 7, 5, 3)  # Circular 105/2020, Appendix 1
_PASSPORT: Final = re.compile(r"[A-Z]\d{7,8}", re.ASCII)
_VIETNAMESE_PHONE: Final = re.compile(r"(?:\+?84|0084|0)([1-9]\d{8,9})", re.ASCII)
_FOREIGN_PHONE: Final = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_MOBILE: Final = re.compile(r"\+84(?:3\d|5[25689]|7[06-9]|8\d|9\d)\d{7}", re.ASCII)
_PUNCTUATION: Final = str.maketrans("", "", ".-()‐‑–")
_FIRST_CENTURY: Final = 1900
_SHOWN = 3  # digits that stay readable: enough to recognise one's own, too few to tell a birth


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """Where births were registered, and the province that it lies in since 1 July 2025."""

    code: str
    name: str
    english_name: str
    merged_into: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PersonalNumber:
    """Twelve digits and what they say: province of birth registration, sex, year of birth."""

    digits: str
    province: Province | None
    sex: Sex
    birth_year: int

    def __repr__(self) -> str:
        """Masked: a log must not hold it."""
        return f"PersonalNumber({mask(self.digits)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownProvince:
    """The first three digits name none of the 63: born abroad, or unknown."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthYearDiffers:
    """The number says another year of birth than the person's data."""

    in_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SexDiffers:
    """The number says another sex than the person's data."""

    in_number: Sex


Doubt = UnknownProvince | BirthYearDiffers | SexDiffers


def _read_provinces() -> Mapping[str, Province]:
    table = files("idp.identity").joinpath("data", "personal_id_provinces.csv")
    with table.open(encoding="utf-8") as lines:
        provinces = [
            Province(
                code=row["code"],
                name=row["name_vi"],
                english_name=row["name_en"],
                merged_into=row["merged_into_2025"],
            )
            for row in csv.DictReader(lines)
        ]
    return MappingProxyType({province.code: province for province in provinces})


PROVINCES: Final = _read_provinces()
"""The 63 codes of Circular 07/2016, Annex 1; they stay valid after the merger."""


def compact(text: str) -> str:
    """The text without the spaces, dots, hyphens and brackets that people put into numbers."""
    if text.isascii() and text.isalnum():  # as most are written: nothing to take out
        return text
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return "".join(plain.split()).translate(_PUNCTUATION)


def parse(text: str) -> PersonalNumber | None:
    """The number in this text, forgiving its punctuation; None when it is not twelve digits."""
    digits = compact(text)
    if not _NUMBER.fullmatch(digits):
        return None
    century, is_female = divmod(int(digits[3]), 2)
    return PersonalNumber(
        digits=digits,
        province=PROVINCES.get(digits[:3]),
        sex="female" if is_female else "male",
        birth_year=_FIRST_CENTURY + 100 * century + int(digits[4:6]),
    )


def doubts_about(
    number: PersonalNumber, *, birthdate: str | None, gender: str | None
) -> tuple[Doubt, ...]:
    """What does not fit, for somebody to review; `birthdate` as in OIDC (`YYYY-MM-DD`, `YYYY`)."""
    doubts: list[Doubt] = []
    if number.province is None:
        doubts.append(UnknownProvince(code=number.digits[:3]))
    # OIDC Core §5.1: the year 0000 stands for one that is not told.
    year = (birthdate or "0000")[:4]
    if year not in ("0000", str(number.birth_year)):
        doubts.append(BirthYearDiffers(in_number=number.birth_year))
    if gender in ("male", "female") and gender != number.sex:
        doubts.append(SexDiffers(in_number=number.sex))
    return tuple(doubts)


def mask(text: str) -> str:
    """The last digits behind asterisks, one for each hidden character."""
    return "*" * (len(text) - _SHOWN) + text[-_SHOWN:] if len(text) > _SHOWN else "*" * len(text)


def tax_code(text: str) -> str | None:
    """The tax code (MST), 10 digits or 10-3 for a branch; None when shape or check digit fail.

    A sum that 11 divides was never issued (Circular 105/2020, Appendix 1).
    """
    found = _TAX_CODE.fullmatch(compact(text))
    if found is None:
        return None
    head, branch = found.group(1), found.group(2)
    total = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, head, strict=False))
    if total % 11 == 0 or 10 - total % 11 != int(head[9]) or branch == "000":
        return None
    return f"{head}-{branch}" if branch else head


def phone_number(text: str) -> str | None:
    """The number in E.164; a national one becomes +84. None when it is no phone number."""
    plain = compact(text)
    national = _VIETNAMESE_PHONE.fullmatch(plain)
    if national is not None:
        return f"+84{national.group(1)}"
    return plain if _FOREIGN_PHONE.fullmatch(plain) else None


def is_mobile(phone: str) -> bool:
    """Whether this E.164 number has the shape of a Vietnamese mobile one."""
    return _MOBILE.fullmatch(phone) is not None


def passport_number(text: str) -> str | None:
    """A Vietnamese passport number, one letter and seven or eight digits; None otherwise."""
    plain = compact(text).upper()
    return plain if _PASSPORT.fullmatch(plain) else None
