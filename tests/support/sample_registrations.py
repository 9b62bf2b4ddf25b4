"""Views of the pages of a registration, one per state, made of invented people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from idp.web import registration_views as views
from idp.web import sentences
from idp.web.registration_words import refusal_words

TIME: Final = 1_790_000_000
CSRF: Final = "c" * 43
NUMBER: Final = "kQ3vN8sYw2LxPz5dTtR7uHcA1bEeFgJm"


def _register() -> views.Register:
    return views.Register(action="/register", csrf=CSRF, citizens=True, sign_in_url="/sign_in")


def _step(number: int, kind: str = "citizen", **fields: str) -> views.RegisterStep:
    return views.RegisterStep(
        action="/register_person",
        csrf=CSRF,
        kind=kind,
        number=number,
        fields=fields,
        back_url="/register",
        minimum_length=15,
    )


def _person() -> views.RegisterStep:
    return _step(1, personal_number="", name="", birthdate="")


def _person_wrong() -> views.RegisterStep:
    wrong = {
        "personal_number": "personal_number_malformed",
        "name": "name_missing",
        "birthdate": "birthdate_malformed",
    }
    errors = [(field, sentences.reason_words(reason)) for field, reason in wrong.items()]
    typed = _step(1, personal_number="0011903000", name="", birthdate="31/02/1990")
    return replace(typed, errors=errors)


def _foreigner() -> views.RegisterStep:
    fields = {
        "document_type": "residence_card",
        "document_issuer": "Cộng hòa Pháp",
        "document_number": "12AB34567",
        "document_expires_on": "31/12/2030",
        "name": "Élise Martin-Dupont",
        "birthdate": "14/07/1989",
    }
    return _step(1, "foreigner", **fields)


def _foreigner_wrong() -> views.RegisterStep:
    errors = [
        ("document_type", sentences.reason_words("document_type_missing")),
        ("document_expires_on", sentences.reason_words("document_expired")),
    ]
    return replace(_foreigner(), errors=errors)


def _guardian() -> views.RegisterStep:
    return _step(2, guardian_number="")


def _account() -> views.RegisterStep:
    return _step(3, username="", email="", phone="")


def _account_wrong() -> views.RegisterStep:
    errors = [
        ("username", sentences.reason_words("username_malformed")),
        ("password", sentences.password_too_short(15)),
        ("email", sentences.reason_words("email_malformed")),
    ]
    typed = _step(3, username="a b", email="khai@", phone="0912 000 009")
    return replace(typed, errors=errors)


def _state(state: str, **changes: object) -> Callable[[], views.Registration]:
    def view() -> views.Registration:
        plain = views.Registration(
            action="/registration",
            csrf=CSRF,
            number=NUMBER,
            kind="citizen",
            state=state,
            reason_words="",
            until=TIME if state == "issued" else None,
            expired=False,
            username="",
            sign_in_url="/sign_in",
            look_again_url="/registration",
        )
        refused = refusal_words("not_confirmed") if state == "refused" else ""
        # a table of samples, whose changes have several types
        return replace(plain, reason_words=refused, **changes)  # type: ignore[arg-type]

    return view


def _activate() -> views.Activate:
    return views.Activate(action="/activate", csrf=CSRF)


def _activated() -> views.Activate:
    return replace(_activate(), username="thai.hoang")


def _children() -> views.Children:
    rows = [
        views.ChildRow(id=NUMBER, name="Nguyễn Gia Bảo", birthdate="04/04/2017"),
        views.ChildRow(id=NUMBER[::-1], name="Nguyễn Khánh An", birthdate="22/10/2016"),
    ]
    return views.Children(action="/children", csrf=CSRF, account_url="/account", children=rows)


def _no_children() -> views.Children:
    return replace(_children(), children=())


REGISTRATIONS: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "register": ("register.html", _register),
    "register_person": ("register_person.html", _person),
    "register_person_wrong": ("register_person.html", _person_wrong),
    "register_foreigner": ("register_person.html", _foreigner),
    "register_foreigner_wrong": ("register_person.html", _foreigner_wrong),
    "register_guardian": ("register_guardian.html", _guardian),
    "register_account": ("register_account.html", _account),
    "register_account_wrong": ("register_account.html", _account_wrong),
    "registration": ("registration.html", _state("submitted")),
    "registration_review": ("registration.html", _state("submitted", kind="foreigner")),
    "registration_guardian": ("registration.html", _state("checked")),
    "registration_issued": ("registration.html", _state("issued", sent_to="t•••@example.vn")),
    "registration_late": ("registration.html", _state("issued", expired=True)),
    "registration_activated": (
        "registration.html",
        _state("activated", username="thai.hoang"),
    ),
    "registration_refused": ("registration.html", _state("refused")),
    "activate": ("activate.html", _activate),
    "activated": ("activate.html", _activated),
    "children": ("children.html", _children),
    "no_children": ("children.html", _no_children),
}
