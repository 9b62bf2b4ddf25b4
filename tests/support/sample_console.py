"""Views of the console's pages, for `sample_views`; those about persons stand beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from idp.administration.role_changes import ROLES
from idp.identity.ports import SessionLengths
from idp.web.console import views
from idp.web.console.areas import AREAS
from idp.web.console.refusals import refusal_words
from idp.web.console.views import Choice
from idp.web.console.words import (
    PRESET_WORDS,
    ROLE_DUTIES,
    factor_words,
    lengths_words,
    proposal_words,
    role_words,
    state_words,
    value_name_words,
    words_of,
)
from idp.web.translate import gettext
from tests.support.sample_console_accounts import ACCOUNT_SAMPLES
from tests.support.sample_console_evidence import EVIDENCE_SAMPLES
from tests.support.sample_console_people import DAY, HANOI, MINISTRY, PEOPLE_SAMPLES, TIME, frame
from tests.support.sample_console_search import SEARCH_SAMPLES
from tests.support.sample_console_services import SERVICE_SAMPLES
from tests.support.sample_console_tree import TREE_SAMPLES


def _start() -> views.Start:
    counts = {"approvals": 3, "emergencies": 1, "registrations": 12, "requests": 4, "locks": 1}
    return views.Start(
        frame=frame("start"),
        waiting=[
            views.Waiting(
                name=one.name,
                url=one.path,
                words=gettext(one.words),
                count=counts[one.name],
                urgent=gettext("The time of the law runs out soon.")
                if one.name == "requests"
                else "",
            )
            for one in AREAS
            if one.name in counts
        ],
        scarce=[f"{MINISTRY}: 1"],
        roles=[
            views.HeldRow(role=role_words("unit_administrator"), place=HANOI, until=None),
            views.HeldRow(role=role_words("approver"), place=MINISTRY, until=TIME + DAY),
        ],
    )


def _nothing_waits() -> views.Start:
    return replace(_start(), waiting=[], scarce=[])


def _approvals() -> views.Approvals:
    rows = [
        views.ProposalRow(
            url="/console_approval",
            what=proposal_words(kind),
            about=about,
            place=HANOI,
            proposer=proposer,
            until=TIME + DAY,
            is_own=number == 0,
        )
        for number, (kind, about, proposer) in enumerate(
            (
                ("role_grant", "phuong.thao", "quang.huy"),
                ("role_revoke", "minh.chau", "ngoc.anh"),
                ("factors_bar", "", "system:root@may-chu"),
            )
        )
    ]
    return views.Approvals(frame=frame("approvals", "proposed"), rows=rows, more=12)


def _own_proposals() -> views.OwnProposals:
    waiting = views.OwnProposalRow(
        what=proposal_words("role_grant"),
        about="phuong.thao",
        place=HANOI,
        created_at=TIME,
        until=TIME + 3 * DAY,
        state=state_words("open"),
        decided_by="",
        reason="",
        action="/console/proposals/1/withdraw",
    )
    refused = replace(
        waiting,
        what=proposal_words("factors_bar"),
        about="",
        state=state_words("refused"),
        decided_by="ngoc.anh",
        reason="Chưa cần thiết",
        action="",
    )
    errors = (("act", refusal_words("not_waiting")),)
    return views.OwnProposals(frame=frame("proposals"), rows=[waiting, refused], errors=errors)


def _no_proposals() -> views.OwnProposals:
    return views.OwnProposals(frame=frame("proposals", "withdrawn"), rows=[])


def _approval() -> views.ProposalPage:
    rows = [
        views.Difference(
            name=value_name_words("barred"),
            now=factor_words("one_time_sms"),
            then=f"{factor_words('one_time_sms')}, {factor_words('one_time_mail')}",
        ),
        views.Difference(name=value_name_words("organisation"), now=HANOI, then=HANOI),
    ]
    return views.ProposalPage(
        frame=frame("approvals"),
        approve_action="/console/approvals/1/approve",
        refuse_action="/console/approvals/1/refuse",
        what=proposal_words("factors_bar"),
        about="",
        place=HANOI,
        proposer="ngoc.anh",
        created_at=TIME,
        expires_at=TIME + 3 * DAY,
        state=state_words("open"),
        is_open=True,
        is_own=False,
        decides=True,
        rows=rows,
        decided_by="",
        decided_at=None,
        reason="",
    )


def _own_approval() -> views.ProposalPage:
    errors = (("act", refusal_words("own_proposal")),)
    return replace(_approval(), is_own=True, errors=errors)


def _refused_approval() -> views.ProposalPage:
    return replace(
        _approval(),
        state=state_words("refused"),
        is_open=False,
        decided_by="quang.huy",
        decided_at=TIME + DAY,
        reason="Chưa cần thiết",
    )


def _emergencies() -> views.Emergencies:
    row = views.EmergencyRow(
        action="/console/emergencies/1/confirm",
        what=proposal_words("role_grant"),
        about="minh.chau",
        role=role_words("approver"),
        place=MINISTRY,
        actor="system:root@may-chu",
        reason="Người phê duyệt nghỉ ốm",
        acted_at=TIME,
        due_at=TIME + 3 * DAY,
        confirmations=1,
        is_over=False,
        confirmable=True,
    )
    late = replace(row, about="thu.ha", is_over=True, confirmable=False)
    return views.Emergencies(frame=frame("emergencies"), rows=[row, late])


def _roles() -> views.Roles:
    row = views.RoleRow(
        username="phuong.thao",
        is_active=True,
        words=role_words("helpdesk"),
        place=HANOI,
        since=TIME,
        until=TIME + 30 * DAY,
        begins_later=True,
        revoke=f"{'0' * 32} helpdesk H26",
    )
    other = replace(
        row, username="minh.chau", is_active=False, words=role_words("auditor"), until=None
    )
    return views.Roles(
        frame=frame("roles"),
        rows=[row, replace(other, begins_later=False)],
        scarce=[f"{MINISTRY}: 1"],
        searched="",
        next_url="/console_roles",
        first_url=None,
        grant_url="/console_role_grant",
        revoke_action="/console/roles/revoke",
    )


def _role_grant() -> views.GrantRole:
    return views.GrantRole(
        frame=frame("roles"),
        action="/console/roles/grant",
        back_url="/console_roles",
        roles=[
            Choice(
                value=one,
                words=role_words(one),
                hint=gettext(ROLE_DUTIES[one]),
                chosen=one == "approver",
            )
            for one in ROLES
        ],
        fields={"username": "phuong.thao", "organisation": "H99", "since": "", "until": ""},
        errors=(("organisation", refusal_words("unknown_organisation")),),
    )


def _policies() -> views.Policies:
    barred = [factor_words("one_time_sms"), factor_words("one_time_mail")]
    rows = [
        views.PolicyRow(url="/console_policy", place=HANOI, barred=barred, lengths=""),
        views.PolicyRow(url="/console_policy", place=MINISTRY, barred=None, lengths=_lengths()),
    ]
    return views.Policies(frame=frame("policies"), rows=rows, searched="")


def _lengths() -> str:
    return lengths_words(SessionLengths(idle=600, absolute=14_400))


def _policy() -> views.PolicyPage:
    names = ("password", "passkey", "certificate", "totp", "one_time_sms", "one_time_mail")
    return views.PolicyPage(
        frame=frame("policies"),
        place=HANOI,
        chose_itself=True,
        barred=[factor_words("one_time_sms")],
        preset=words_of(PRESET_WORDS, "default"),
        lengths=_lengths(),
        bar_action="/console/policies/H26/factors",
        choose_action="/console/policies/H26/passwords",
        shorten_action="/console/policies/H26/sessions",
        factors=[
            Choice(value=one, words=factor_words(one), chosen=one == "one_time_sms")
            for one in names
        ],
        presets=[
            Choice(value=one, words=words_of(PRESET_WORDS, one), chosen=one == "default")
            for one in PRESET_WORDS
        ],
        fields={"idle": "10", "absolute": "500"},
        back_url="/console_policies",
        errors=(("absolute", refusal_words("invalid_length.absolute")),),
    )


CONSOLE_SAMPLES: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "console_no_key": (
        "console/no_key.html",
        lambda: views.NoKey(passkeys_url="/account/passkeys", by_certificate=True),
    ),
    "console_start": ("console/start.html", _start),
    "console_start_empty": ("console/start.html", _nothing_waits),
    "console_approvals": ("console/approvals.html", _approvals),
    "console_approval": ("console/approval.html", _approval),
    "console_own_proposals": ("console/own_proposals.html", _own_proposals),
    "console_own_proposals_none": ("console/own_proposals.html", _no_proposals),
    "console_approval_own": ("console/approval.html", _own_approval),
    "console_approval_refused": ("console/approval.html", _refused_approval),
    "console_emergencies": ("console/emergencies.html", _emergencies),
    "console_roles": ("console/roles.html", _roles),
    "console_role_grant": ("console/role_grant.html", _role_grant),
    "console_policies": ("console/policies.html", _policies),
    "console_policy": ("console/policy.html", _policy),
    **PEOPLE_SAMPLES,
    **ACCOUNT_SAMPLES,
    **SEARCH_SAMPLES,
    **TREE_SAMPLES,
    **SERVICE_SAMPLES,
    **EVIDENCE_SAMPLES,
}
