"""What each step of a registration accepts, forgives and refuses; only shapes are judged."""

import pytest

from idp.identity.registration.form import (
    STEPS,
    applicant_of,
    day_of,
    first_unfinished,
    is_child,
    step_after,
)

NOW = 1_800_000_000  # January 2027
PERSON = {
    "kind": "citizen",
    "personal_number": "001 092 300 001",
    "name": "  Hoàng  Văn Thái ",
    "birthdate": "15.3.1992",
}
CHILD = {**PERSON, "birthdate": "4/4/2017"}
FOREIGNER = {
    "kind": "foreigner",
    "document_type": "passport",
    "document_issuer": "France",
    "document_number": "12ab 34567",
    "document_expires_on": "31/12/2030",
    "name": "Élise Martin",
    "birthdate": "14/07/1989",
}
ACCOUNT = {"username": "thai.hoang", "password": "sông Hồng chảy mãi không thôi"}


def wrong(step: str, fields: dict[str, str]) -> dict[str, str]:
    """The reasons, by field."""
    found = next(one for one in STEPS if one.name == step)
    return dict(found.objections(fields, NOW))


def test_a_good_form_has_nothing_wrong() -> None:
    assert wrong("person", PERSON) == wrong("person", FOREIGNER) == wrong("account", ACCOUNT) == {}
    assert wrong("guardian", {**CHILD, "guardian_number": "001190012345"}) == {}


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"personal_number": "12345"}, "personal_number", "personal_number_malformed"),
        ({"name": "  "}, "name", "name_missing"),
        ({"name": "a" * 201}, "name", "name_missing"),
        ({"name": "Lan\u202e nartV"}, "name", "name_missing"),
        ({"birthdate": "31/02/1990"}, "birthdate", "birthdate_malformed"),
        ({"birthdate": "1990"}, "birthdate", "birthdate_malformed"),
        ({"birthdate": "01/01/2028"}, "birthdate", "birthdate_malformed"),
        ({"birthdate": "01/01/1850"}, "birthdate", "birthdate_malformed"),
    ],
)
def test_a_person_is_asked_again_for_what_cannot_be(
    changes: dict[str, str], field: str, reason: str
) -> None:
    assert wrong("person", {**PERSON, **changes}) == {field: reason}


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"document_type": "visa"}, "document_type", "document_type_missing"),
        ({"document_issuer": ""}, "document_issuer", "document_issuer_missing"),
        ({"document_number": "1!"}, "document_number", "document_number_malformed"),
        ({"document_expires_on": ""}, "document_expires_on", "day_malformed"),
        ({"document_expires_on": "01/01/2027"}, "document_expires_on", "document_expired"),
    ],
)
def test_a_foreigner_is_asked_again_for_what_cannot_be(
    changes: dict[str, str], field: str, reason: str
) -> None:
    assert wrong("person", {**FOREIGNER, **changes}) == {field: reason}


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"username": "a"}, "username", "username_malformed"),
        ({"username": "thai\u200e.hoang"}, "username", "username_malformed"),
        ({"username": "khai@example.vn"}, "username", "username_malformed"),
        ({"username": "fr／12AB34567"}, "username", "username_malformed"),
        ({"username": "001092300001"}, "username", "username_malformed"),
        ({"username": "0912 000 001"}, "username", "username_malformed"),
        ({"email": "khai@"}, "email", "email_malformed"),
        ({"phone": "12"}, "phone", "phone_malformed"),
    ],
)
def test_an_account_takes_no_name_that_is_another_identifier(
    changes: dict[str, str], field: str, reason: str
) -> None:
    assert wrong("account", {**ACCOUNT, **changes}) == {field: reason}


@pytest.mark.parametrize(
    ("number", "reason"),
    [("12", "personal_number_malformed"), ("001092300001", "guardian_is_oneself")],
)
def test_a_guardian_is_somebody_else(number: str, reason: str) -> None:
    fields = {**CHILD, "guardian_number": number}
    assert wrong("guardian", fields) == {"guardian_number": reason}
    unreadable = {**fields, "personal_number": "", "guardian_number": "001190012345"}
    assert wrong("guardian", unreadable) == {}


def test_only_children_are_asked_for_a_guardian() -> None:
    assert step_after("person", PERSON, NOW) == "account"
    assert step_after("person", CHILD, NOW) == "guardian"
    assert step_after("guardian", CHILD, NOW) == "account"
    assert step_after("account", CHILD, NOW) is None
    assert not is_child({}, NOW)


def test_no_step_is_skipped() -> None:
    assert first_unfinished({"kind": "citizen"}, NOW) == "person"
    assert first_unfinished(CHILD, NOW) == "guardian"
    assert first_unfinished(PERSON, NOW) is None


def test_an_applicant_is_what_was_told_in_one_form() -> None:
    applicant = applicant_of({**PERSON, **ACCOUNT, "phone": "0912 000 009"}, NOW)
    assert (applicant.name, applicant.birthdate) == ("Hoàng Văn Thái", "1992-03-15")
    assert (applicant.personal_number, applicant.phone) == ("001092300001", "+84912000009")
    assert applicant.email is None
    assert "001092300001" not in repr(applicant)
    child = applicant_of({**CHILD, **ACCOUNT, "guardian_number": "001190012345"}, NOW)
    assert child.guardian_number == "001190012345"


def test_a_foreigner_has_a_document_and_no_personal_number() -> None:
    applicant = applicant_of({**FOREIGNER, **ACCOUNT}, NOW)
    assert applicant.document is not None
    assert applicant.document.number == "12AB34567"
    assert applicant.document.expires_on == "2030-12-31"
    assert applicant.personal_number is None
    card = applicant_of({**FOREIGNER, **ACCOUNT, "document_type": "residence_card"}, NOW)
    assert card.document is not None
    assert card.document.type == "residence_card"


@pytest.mark.parametrize("text", ["1/1/2000", "01.01.2000", " 1-1-2000 ", "０１/０１/２０００"])
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert day_of(text) == "2000-01-01"
