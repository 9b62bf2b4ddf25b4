"""The steps of a registration: which there are, what each asks for, what is wrong with it.

Only shapes are judged here, so that nothing tells whether anybody has an account (EN-01); the
password is `password.py`'s.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, cast

from idp.identity import claims, personal_number
from idp.identity.applicant import Applicant, ApplicantKind, Document
from idp.identity.names import tidy
from idp.identity.working_days import age_at, local_date

StepName = Literal["person", "guardian", "account"]
Objections = tuple[tuple[str, str], ...]
"""Pairs of a field and the reason why it is not usable."""
Fields = Mapping[str, str]

OF_AGE: Final = 14  # years: who is younger needs a guardian (Decree 69/2024 art. 7, 14)
_EARLIEST: Final = date(1900, 1, 1)
_DAY: Final = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})", re.ASCII)
_USERNAME: Final = re.compile(r"[^\s@:/]{3,64}")
_DOCUMENT_NUMBER: Final = re.compile(r"[A-Z0-9]{5,20}", re.ASCII)
_LONGEST_NAME: Final = 200  # characters
_LONGEST_ISSUER: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A page: its fields, whom it is for, and what is wrong with what was typed."""

    name: StepName
    fields: tuple[str, ...]
    applies: Callable[[Fields, int], bool]
    objections: Callable[[Fields, int], Objections]


def is_child(fields: Fields, now: int) -> bool:
    """Whether the birth date that was typed is that of somebody under fourteen."""
    born = day_of(fields.get("birthdate", ""))
    return born is not None and age_at(born, now) < OF_AGE


def _everybody(_fields: Fields, _now: int) -> bool:
    return True


def _person_objections(fields: Fields, now: int) -> Objections:
    wrong: list[tuple[str, str]] = []
    if fields.get("kind") == "foreigner":
        wrong += _document_objections(fields, now)
    elif personal_number.parse(fields.get("personal_number", "")) is None:
        wrong.append(("personal_number", "personal_number_malformed"))
    if not _prints(fields.get("name", ""), _LONGEST_NAME):
        wrong.append(("name", "name_missing"))
    born = day_of(fields.get("birthdate", ""))
    if born is None or not _EARLIEST <= date.fromisoformat(born) <= local_date(now):
        wrong.append(("birthdate", "birthdate_malformed"))
    return tuple(wrong)


def _document_objections(fields: Fields, now: int) -> Objections:
    wrong: list[tuple[str, str]] = []
    if fields.get("document_type") not in ("passport", "residence_card"):
        wrong.append(("document_type", "document_type_missing"))
    if not _prints(fields.get("document_issuer", ""), _LONGEST_ISSUER):
        wrong.append(("document_issuer", "document_issuer_missing"))
    if not _DOCUMENT_NUMBER.fullmatch(_document_number(fields)):
        wrong.append(("document_number", "document_number_malformed"))
    expires = day_of(fields.get("document_expires_on", ""))
    if expires is None:
        wrong.append(("document_expires_on", "day_malformed"))
    elif date.fromisoformat(expires) < local_date(now):
        wrong.append(("document_expires_on", "document_expired"))
    return tuple(wrong)


def _prints(text: str, most: int) -> bool:
    """Whether something is there to read; what does not print could disguise it (IN-03)."""
    plain = tidy(text)
    return 0 < len(plain) <= most and plain.isprintable()


def _guardian_objections(fields: Fields, _now: int) -> Objections:
    number = personal_number.parse(fields.get("guardian_number", ""))
    if number is None:
        return (("guardian_number", "personal_number_malformed"),)
    own = personal_number.parse(fields.get("personal_number", ""))
    if own is not None and own.digits == number.digits:
        return (("guardian_number", "guardian_is_oneself"),)
    return ()


def _account_objections(fields: Fields, _now: int) -> Objections:
    wrong: list[tuple[str, str]] = []
    username = tidy(fields.get("username", ""))
    # A name that reads as a number would be somebody else's identifier.
    is_number = personal_number.parse(username) or personal_number.phone_number(username)
    plain = unicodedata.normalize("NFKC", username)
    if not _USERNAME.fullmatch(plain) or not plain.isprintable() or is_number:
        wrong.append(("username", "username_malformed"))
    for field, claim in (("email", "email"), ("phone", "phone_number")):
        typed = fields.get(field, "").strip()
        if typed and claims.CLAIMS[claim].read(typed) is None:
            wrong.append((field, f"{field}_malformed"))
    return tuple(wrong)


STEPS: Final[tuple[Step, ...]] = (
    Step(
        name="person",
        fields=(
            "personal_number",
            "document_type",
            "document_issuer",
            "document_number",
            "document_expires_on",
            "name",
            "birthdate",
        ),
        applies=_everybody,
        objections=_person_objections,
    ),
    Step(
        name="guardian",
        fields=("guardian_number",),
        applies=is_child,
        objections=_guardian_objections,
    ),
    Step(
        name="account",
        fields=("username", "password", "email", "phone"),
        applies=_everybody,
        objections=_account_objections,
    ),
)


def step_after(name: StepName, fields: Fields, now: int) -> StepName | None:
    """The next step for this person; None after the last."""
    names = [step.name for step in STEPS if step.name == name or step.applies(fields, now)]
    following = names[names.index(name) + 1 :]
    return following[0] if following else None


def first_unfinished(fields: Fields, now: int) -> StepName | None:
    """The first step whose fields are not usable yet; no address skips one (MF-03)."""
    for step in STEPS[:-1]:
        if step.applies(fields, now) and step.objections(fields, now):
            return step.name
    return None


def applicant_of(fields: Fields, now: int) -> Applicant:
    """What was told, in its stored form; every step was judged before."""
    email, phone = (fields.get(name, "").strip() for name in ("email", "phone"))
    is_foreigner = fields.get("kind") == "foreigner"
    return Applicant(
        kind=cast(ApplicantKind, fields["kind"]),
        name=tidy(fields["name"]),
        birthdate=_day(fields["birthdate"]),
        username=tidy(fields["username"]),
        personal_number=None if is_foreigner else _number(fields["personal_number"]),
        document=_document(fields) if is_foreigner else None,
        guardian_number=_number(fields["guardian_number"]) if is_child(fields, now) else None,
        email=tidy(email) or None,
        phone=personal_number.phone_number(phone),
    )


def day_of(text: str) -> str | None:
    """The day in a text of the form dd/mm/yyyy, forgiving its punctuation, as ISO 8601."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _day(text: str) -> str:
    return day_of(text) or ""


def _number(text: str) -> str | None:
    number = personal_number.parse(text)
    return None if number is None else number.digits


def _document_number(fields: Fields) -> str:
    return personal_number.compact(fields.get("document_number", "")).upper()


def _document(fields: Fields) -> Document:
    is_passport = fields["document_type"] == "passport"
    return Document(
        type="passport" if is_passport else "residence_card",
        issuer=tidy(fields["document_issuer"]),
        number=_document_number(fields),
        expires_on=_day(fields["document_expires_on"]),
    )
