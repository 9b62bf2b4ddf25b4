"""Views of the console's pages about persons, for `sample_console`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from idp.web.console import views
from idp.web.console.areas import AREAS
from idp.web.console.people import ACTS
from idp.web.console.refusals import refusal_words
from idp.web.console.views import Choice
from idp.web.console.words import DONE, LOCK_GROUNDS, factor_words, words_of
from idp.web.history_words import look_words
from idp.web.registration_words import EVIDENCE_WORDS
from idp.web.request_words import kind_words
from idp.web.translate import gettext
from idp.web.words import CAPACITY_WORDS, account_level_words, capacity_words, claim_words

TIME: Final = 1_790_000_000  # 21:13, 21/09/2026 in Vietnam
DAY: Final = 86_400
HANOI: Final = "Thành phố Hà Nội (H26)"
MINISTRY: Final = "Bộ Tài chính (G12)"
CSRF: Final = "c" * 43


def frame(here: str, done: str = "") -> views.Frame:
    """Return what stands around the page, as somebody with every role sees it."""
    return views.Frame(
        here=here,
        areas=[
            views.AreaLink(name=one.name, url=one.path, words=gettext(one.words)) for one in AREAS
        ],
        username="quang.huy",
        csrf=CSRF,
        done=gettext(DONE[done]) if done else "",
    )


def _people() -> views.FindPerson:
    grounds = [
        Choice(value=one, words=look_words(one))
        for one in ("support", "correction", "request", "review")
    ]
    return views.FindPerson(
        frame=frame("people"),
        action="/console/people",
        search_action="/console/people/search",
        grounds=grounds,
        fields={"username": "khong.ai"},
        new_url="/console_account_new",
        errors=(("username", refusal_words("unknown_account")),),
    )


def _person() -> views.PersonPage:
    facts = {
        "preferred_username": "phuong.thao",
        "birthdate": "••/••/1988",
        "personal_number": "*********789",
        "email": "p•••@example.vn",
    }
    return views.PersonPage(
        frame=frame("people"),
        name="Vũ Phương Thảo",
        facts=[
            *((claim_words(name), value) for name, value in facts.items()),
            (gettext("Account level"), account_level_words(2)),
        ],
        ground=look_words("support"),
        ground_value="support",
        posts=[
            views.PostRow(title="Văn thư", place=HANOI, is_held=True),
            views.PostRow(title="Chuyên viên", place=MINISTRY, is_held=False),
        ],
        factors=[factor_words("password"), factor_words("passkey")],
        locks=[
            views.LockRow(
                words=words_of(LOCK_GROUNDS, "operator"),
                requester="Trung tâm an ninh mạng",
                in_force=True,
                since=TIME,
                until=TIME + DAY,
            )
        ],
        mandates=_mandate_rows(),
        recover_action="/console/people/1/recovery",
        documents=[
            Choice(value=one, words=gettext(EVIDENCE_WORDS[one]), chosen=one == "idcard")
            for one in ("idcard", "passport")
        ],
        acts=[
            views.ActLink(name=path, url=f"/{path}", words=gettext(words))
            for path, words in ACTS.values()
        ],
    )


def _mandate_rows() -> list[views.MandateRow]:
    row = views.MandateRow(
        holder="anh.tuan",
        principal="Công ty TNHH Hạt Giống Xanh (0100233488)",
        capacity=capacity_words("legal_representative"),
        covers=[gettext("Everything that services offer")],
        limit="500.000.000",
        until="",
        evidence="Đăng ký doanh nghiệp 0100233488",
        lives=True,
        action="/console/mandates/1/revoke",
    )
    return [row, replace(row, holder="tuyet.mai", limit="", until="31/12/2026", lives=False)]


def _recoveries() -> views.RecoveryList:
    row = views.RecoveryRow(
        action="/console/recoveries/1/approve",
        about="phuong.thao",
        proposer="thu.ha",
        until=TIME + DAY,
        is_own=False,
    )
    return views.RecoveryList(frame=frame("recoveries"), rows=[row])


def _one_link() -> views.OneLink:
    return views.OneLink(
        frame=frame("recoveries"),
        heading=gettext("The person's link"),
        said=gettext(
            "Hand it to the person alone. It is shown this once, and works once within 24 hours."
        ),
        link=f"https://dinhdanh.example.vn/recover/link/{'a' * 43}",
        back_url="/console_recoveries",
    )


def _registrations() -> views.RegistrationList:
    row = views.RegistrationRow(
        id="1",
        approve_action="/console/registrations/1/approve",
        refuse_action="/console/registrations/1/refuse",
        name="Jane Nguyen-Smith",
        birthdate="02/09/1990",
        document=gettext(EVIDENCE_WORDS["passport"]),
        number="GBR 123456789",
        expires_on="31/12/2030",
        asked_at=TIME,
    )
    reasons = ("The document cannot be read", "The document has expired")
    return views.RegistrationList(
        frame=frame("registrations"),
        is_national=True,
        rows=[row, replace(row, id="2", name="Li Wei")],
        reasons=[Choice(value=one, words=gettext(one)) for one in reasons],
        link_action="/console/registrations/link",
    )


def _no_registrations() -> views.RegistrationList:
    return replace(_registrations(), is_national=False, rows=[])


def _request_row() -> views.RequestRow:
    return views.RequestRow(
        url="/console_request",
        words=kind_words("correct"),
        about="phuong.thao",
        state=gettext("Waiting"),
        asked_at=TIME,
        answer_by=TIME + DAY,
        due_by=TIME + 10 * DAY,
        stage="near",
    )


def _requests() -> views.RequestList:
    over = replace(_request_row(), about="ngoc.hoa", stage="over", answer_by=None)
    return views.RequestList(frame=frame("requests"), rows=[_request_row(), over])


def _request() -> views.RequestPage:
    return views.RequestPage(
        frame=frame("requests"),
        row=_request_row(),
        told="Ngày sinh của tôi là 02/09/1988, không phải 09/02/1988.",
        extension="",
        reason="",
        is_open=True,
        answer_action="/console/requests/1/answer",
        extend_action="/console/requests/1/extend",
        refuse_action="/console/requests/1/refuse",
        errors=(("refuse-reason", refusal_words("reason_missing")),),
    )


def _locks() -> views.Locks:
    row = views.AskedLock(
        action="/console/locks/1/forward",
        decide_action=None,
        about="phuong.thao",
        requester="Cơ quan Cảnh sát điều tra",
        requested_at=TIME,
        forwarded_at=None,
        deadline=TIME + DAY,
        is_late=True,
    )
    forwarded = replace(
        row,
        action=None,
        decide_action="/console/locks/1/decide",
        forwarded_at=TIME,
        is_late=False,
    )
    return views.Locks(
        frame=frame("locks"),
        rows=[row, forwarded],
        lock_action="/console/locks/lock",
        unlock_action="/console/locks/unlock",
        grounds=[Choice(value=one, words=words_of(LOCK_GROUNDS, one)) for one in LOCK_GROUNDS],
        fields={"username": "", "requester": "", "until": "31/02/2027"},
        errors=(("until", refusal_words("invalid_day")),),
    )


def _mandates() -> views.MandateList:
    return views.MandateList(
        frame=frame("mandates", "mandate_entered"),
        organisation="0100233488",
        place="Công ty TNHH Hạt Giống Xanh (0100233488)",
        rows=_mandate_rows(),
        new_url="/console_mandate_enter",
    )


def _mandate_enter() -> views.EnterMandate:
    return views.EnterMandate(
        frame=frame("mandates"),
        action="/console/mandates/new",
        back_url="/console_mandates",
        kinds=[Choice(value=one, words=capacity_words(one)) for one in CAPACITY_WORDS],
        principal_kinds=[
            Choice(value="organisation", words=gettext("An organisation, by its code"), chosen=True)
        ],
        covers=[Choice(value="*", words=gettext("Everything that services offer"))],
        fields=dict.fromkeys(("username", "principal", "limit", "until", "evidence"), ""),
        errors=(("covers", refusal_words("unknown_purpose")),),
    )


PEOPLE_SAMPLES: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "console_people": ("console/people.html", _people),
    "console_person": ("console/person.html", _person),
    "console_recoveries": ("console/recoveries.html", _recoveries),
    "console_one_link": ("console/one_link.html", _one_link),
    "console_registrations": ("console/registrations.html", _registrations),
    "console_registrations_elsewhere": ("console/registrations.html", _no_registrations),
    "console_requests": ("console/requests.html", _requests),
    "console_request": ("console/request.html", _request),
    "console_locks": ("console/locks.html", _locks),
    "console_mandates": ("console/mandates.html", _mandates),
    "console_mandate_enter": ("console/mandate_enter.html", _mandate_enter),
}
