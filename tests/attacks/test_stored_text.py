"""IN-03: what somebody typed into any field is refused, or inert wherever it is shown."""

import json
import logging
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import pytest

from idp.administration import accounts, audiences, evidence, locks, organisations
from idp.administration.evidence import Layout
from idp.administration.ports import Organisation
from idp.administration.refusal import Refused
from idp.cli.answer import answer
from idp.identity.account import NewPerson
from idp.identity.ports import Post
from idp.protocol.ports import Audience
from tests.support.site import PASSWORD, TEST_ORIGIN, Site, TestPerson
from tests.support.typed import idp
from tests.support.visitor import Visitor, redeem

PAYLOADS = {
    "SQL": "'; DROP TABLE accounts; --",
    "HTML": '"><img src=x onerror=alert(1)><script>alert(1)</script>',
    "link": "javascript:alert(1)//https://evil.example",
    "template": "{{7331*7331}}{% raw %}${7331*7331}<%= 7331*7331 %>",
    "formula": '=HYPERLINK("http://evil.example","x")',
    "CEF": r"a|b=c\ d=e",
    "mail header": "An\r\nBcc: all@evil.example",
    "terminal": "An\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp",
}
UNPRINTABLE = {"mail header", "terminal"}  # refused, unless white space is made a space
EVERYWHERE = pytest.mark.parametrize("kind", PAYLOADS)
TEXTS = ("nickname", "given_name", "family_name", "middle_name", "zoneinfo", "locale")
ADDRESSES = ("profile", "picture", "website")
OTHERS = ("gender", "preferred_username", "address", "phone_number")


class _Markup(HTMLParser):
    """What in a page acts: elements with handlers, scripts of the page itself, odd addresses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.acting: list[str] = []
        self.said = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        address = (named.get("src") or named.get("href") or "").strip().lower()
        acts = any(name.startswith("on") for name in named) or (tag == "script" and not address)
        if acts or address.startswith(("javascript:", "data:", "x")):
            self.acting.append(self.get_starttag_text() or tag)

    def handle_data(self, data: str) -> None:
        self.said += data


def _is_inert(text: str, payload: str) -> None:
    page = _Markup(text)
    assert page.acting == []
    assert "53743561" not in page.said or "7331*7331" not in payload
    assert "\x1b" not in text


def _people(payload: str) -> dict[str, dict[str, Any]]:
    """Each field of a person with the payload in it."""
    fields: dict[str, dict[str, Any]] = {
        name: {name: payload}
        for name in ("username", "name", "personal_number", "email", "phone", "birthdate")
    }
    fields |= {name: {"claims": {name: payload}} for name in (*TEXTS, *ADDRESSES, *OTHERS)}
    fields |= {f"{name}, web": {"claims": {name: f"https://a.vn/{payload}"}} for name in ADDRESSES}
    fields["e-mail, local part"] = {"email": f"{payload}@evil.example"}
    fields["claim"] = {"claims": {payload: "x"}}
    return fields


def _refused(make: Callable[[], object]) -> bool:
    try:
        make()
    except Refused:
        return True
    return False


def _person(site: Site, number: int, fields: dict[str, Any]) -> TestPerson:
    told: dict[str, Any] = {"username": f"nguoi.{number}", "name": "Nguyễn Văn An", **fields}
    with site.provider.unit(TEST_ORIGIN) as unit:
        made = accounts.create(NewPerson(kind="citizen", **told), PASSWORD, unit.administration)
        unit.commit()
    username = made.account.username
    return TestPerson(account_id=made.account.id, username=username, password=PASSWORD, seed=None)


def _stored(text: str) -> str:
    """The one form in which texts are kept."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@EVERYWHERE
def test_in_03_each_field_of_a_person_is_refused_or_inert(
    site: Site, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """On consent and account page, at userinfo, in the log and in every export."""
    caplog.set_level(logging.DEBUG)
    payload, kept = PAYLOADS[kind], set()
    scope = "openid profile email phone address"
    client = site.client(scope=tuple(scope.split()))
    for number, (field, fields) in enumerate(_people(payload).items()):
        people: list[TestPerson] = []
        if _refused(lambda: people.append(_person(site, number, fields))):  # noqa: B023
            continue
        kept.add(field)
        visitor = Visitor(site, address=f"198.51.100.{number}")
        begun = visitor.begin(client, scope=scope)
        page = visitor.sign_in(visitor.authorize(begun), people[0])
        for shown in (page, visitor.open("/account")):
            assert shown.status_code == 200, field
            _is_inert(shown.text, payload)
        tokens = redeem(visitor, begun, visitor.code_for(begun, people[0])).json
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        told = visitor.open("/userinfo", headers=bearer)
        assert told.content_type == "application/json"
        values = fields.get("claims", fields)
        for name in set(values) & set(told.json):
            value = told.json[name]
            assert value in (_stored(values[name]), {"formatted": _stored(values[name])})
    assert kind in UNPRINTABLE or {"username", "name", "nickname"} <= kept
    assert not kept & {"personal_number", "birthdate", "gender", "phone", "phone_number", "claim"}
    assert not kept & set(ADDRESSES)
    assert _one_line_each(site, payload)
    assert payload not in caplog.text


def _one_line_each(site: Site, payload: str) -> bool:
    """Every export is one printable line for each record, and JSON where it says so."""
    for layout in get_args(Layout):
        with site.provider.unit(TEST_ORIGIN) as unit:
            lines = list(evidence.exported(layout, unit.operations.trail, unit.administration))
        for line in lines:
            text = line.rstrip("\n").removeprefix("\ufeff")
            assert text.replace("\ufeff", "").isprintable(), layout
            assert not text.startswith(("=", "+", "-", "@")), layout
            assert layout != "json" or isinstance(json.loads(text), dict)
            assert layout != "cef" or "|b=c" not in text.split("|", 7)[-1].replace(r"\|", "")
    return bool(payload)


CLIENT_TEXTS = (
    "client_name", "sector", "owner", "text_version", "organisation", "claim_names", "ground",
    "profile", "authentication_method", "application_type", "subject_type", "jwks_uri",
    "logo_uri", "policy_uri", "tos_uri", "backchannel_logout_uri", "sunset",
)  # fmt: skip
CLIENT_LISTS = ("redirect_uris", "post_logout_redirect_uris", "scope", "audiences")


@EVERYWHERE
def test_in_03_each_field_of_a_client_is_refused_or_inert(site: Site, kind: str) -> None:
    """On the sign-in, consent, account and signing-out pages; a URI never becomes a link."""
    payload, kept, person = PAYLOADS[kind], set(), site.person()
    members: dict[str, object] = dict.fromkeys(CLIENT_TEXTS, payload)
    members |= dict.fromkeys(CLIENT_LISTS, (payload,))
    members |= {f"{name} ": f"https://a.vn/{payload}" for name in CLIENT_TEXTS if "_uri" in name}
    members["grant_types"] = (payload,)
    members["acr_aliases"] = {payload: "2"}
    for name, value in members.items():
        made: list[Any] = []
        if _refused(lambda: made.append(site.client(**{name.strip(): value}))):  # noqa: B023
            continue
        kept.add(name)
        visitor = Visitor(site)
        page = visitor.authorize(visitor.begin(made[0]))
        _is_inert(page.text, payload)
        if "login-submit" in page.text:
            page = visitor.sign_in(page, person)
            _is_inert(page.text, payload)
            _is_inert(visitor.consent(page).text, payload)
            _is_inert(visitor.open("/account").text, payload)
        _is_inert(visitor.open(f"/end-session?client_id={made[0].id}").text, payload)
        if name == "client_name":
            assert made[0].client.name == value
    assert kind in UNPRINTABLE or "client_name" in kept
    assert not kept & {"profile", "redirect_uris", "post_logout_redirect_uris", "organisation"}
    assert not kept & {"logo_uri", "policy_uri", "tos_uri", "jwks_uri", "grant_types", "audiences"}
    assert _one_line_each(site, payload)


@EVERYWHERE
def test_in_03_organisations_posts_audiences_and_reasons_are_inert(site: Site, kind: str) -> None:
    """What only officials type is no more trusted."""
    payload = PAYLOADS[kind]
    with site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        bad = Organisation(code=payload, name="x", kind="agency")
        assert _refused(lambda: organisations.create(bad, context))
        named = Organisation(code="H26", name=payload, kind="province")
        if kind in UNPRINTABLE:
            assert _refused(lambda: organisations.create(named, context))
            named = replace(named, name="Hà Nội")
        organisations.create(named, context)
        assert _refused(lambda: organisations.add_alias("H26", payload, context))
        assert _refused(lambda: organisations.rename("H26", payload, context))  # named so, or bad
        assert organisations.searched(payload, context) == [context.organisations.get("H26")] or (
            kind in UNPRINTABLE
        )
        for uri, scope in ((payload, "read"), ("https://a.vn", payload)):
            wrong = Audience(uri=uri, name="x", scopes=(scope,))
            refused = _refused(lambda: audiences.create(wrong, context))  # noqa: B023
            assert refused or kind == "link"
        audiences.create(Audience(uri="https://b.vn", name=payload, scopes=("read",)), context)
        unit.commit()
    person = site.person(
        "can.bo", kind="official", post=Post(organisation="H26", title=payload, since=1)
    )
    client = site.client(scope=("openid", "read"), audiences=("https://b.vn",))
    visitor = Visitor(site)
    page = visitor.authorize(visitor.begin(client, scope="openid read", resource="https://b.vn"))
    for shown in (page, visitor.sign_in(page, person), visitor.open("/account")):
        _is_inert(shown.text, payload)
    with site.provider.unit(TEST_ORIGIN) as unit:
        locks.lock("can.bo", "operator", unit.administration, requester=payload)
        unit.commit()
    assert _one_line_each(site, payload)


@pytest.mark.parametrize("told", [("--json",), ()], ids=["json", "text"])
def test_in_03_the_command_line_shows_text_and_nothing_else(
    tmp_path: Path, told: Iterable[str]
) -> None:
    """A terminal obeys escape sequences, and a person reads from right to left where told to."""
    name = " ".join(payload for kind, payload in PAYLOADS.items() if kind != "terminal")
    _idp(tmp_path, "database", "upgrade")
    person = ("--kind", "citizen", "--username", "an", "--name", name, "--password-stdin")
    _idp(tmp_path, "accounts", "create", *person, typed=PASSWORD + "\n")
    shown = _idp(tmp_path, "accounts", "show", "an", *told)
    assert all(line.isprintable() for line in shown.splitlines())
    if told:
        assert json.loads(shown)["claims"]["name"] == _stored(name)


@pytest.mark.parametrize("told", [True, False], ids=["json", "text"])
def test_in_03_a_terminal_is_shown_escapes_as_text(
    capsys: pytest.CaptureFixture[str], told: bool
) -> None:
    """Also what an earlier version has stored, or a member that nobody checks."""
    answer({"name": PAYLOADS["terminal"], "claims": {"name": PAYLOADS["terminal"]}}, as_json=told)
    shown = capsys.readouterr().out
    assert all(line.isprintable() for line in shown.split("\n"))
    if told:
        assert json.loads(shown)["name"] == PAYLOADS["terminal"]


def _idp(folder: Path, *arguments: str, typed: str = "") -> str:
    ours = {"IDP_ISSUER": "http://localhost:8000", "IDP_PROFILE": "demonstration"}
    done = idp(*arguments, told={**ours, "IDP_VAR": str(folder)}, typed=typed)
    assert done.status == 0, done.err
    assert "Traceback" not in done.err
    return done.out
