"""Registering oneself: who, the steps of the form, and then where the registration stands."""

from collections.abc import Mapping
from typing import cast

from flask import Response

from idp.identity.applicant import ApplicantKind
from idp.identity.factors.password import Busy
from idp.identity.ports import PasswordHash
from idp.identity.registration import draft as drafts
from idp.identity.registration.draft import Draft
from idp.identity.registration.form import (
    STEPS,
    Objections,
    Step,
    applicant_of,
    first_unfinished,
    step_after,
)
from idp.identity.registration.password import SHORTEST, weakness_for
from idp.identity.registration.submission import may_submit, submit
from idp.protocol.errors import Unanswerable
from idp.web import registration_views as views
from idp.web.exchange import Exchange
from idp.web.forms import read_form
from idp.web.respond import page, redirect
from idp.web.sentences import password_too_short, reason_words
from idp.web.signing_in import busy, id_of_attempt

REGISTER = "/register"
SECRET = "password"


def register(exchange: Exchange, attempt_id: str = "") -> Response:
    """Ask who wants an account, or begin a draft for them; a sign-in may wait for it."""
    attempt = id_of_attempt(attempt_id)
    citizens = exchange.provider.register is not None
    if exchange.request.method == "GET":
        view = views.Register(
            action=_start(attempt),
            csrf=exchange.token(REGISTER),
            citizens=citizens,
            sign_in_url=f"/sign-in/{attempt}" if attempt else "/sign-in",
        )
        return page("register.html", view)
    kind = read_form(exchange, REGISTER).get("kind")
    if kind not in (("citizen", "foreigner") if citizens else ("foreigner",)):
        raise Unanswerable("invalid_request", "nobody of this kind registers here")
    draft = drafts.begin(
        cast(ApplicantKind, kind), attempt or None, exchange.visit.browser, exchange.unit.identity
    )
    return redirect(_path(draft, "person"))


def register_step(exchange: Exchange, draft_id: str, step: str) -> Response:
    """Show a step of the form, or take what was typed in it."""
    context = exchange.unit.identity
    shown = next((one for one in STEPS if one.name == step), None)
    draft = drafts.find(draft_id, exchange.visit.browser, context)
    if draft is None and exchange.request.method == "POST":
        return redirect(f"/registration/{draft_id}")  # pressed twice: there it is, or it expired
    if shown is None or draft is None:
        raise Unanswerable("expired_page", "no such draft in this browser")
    unfinished = first_unfinished(draft.fields, context.now)
    names = [one.name for one in STEPS]
    if unfinished is not None and names.index(unfinished) < names.index(shown.name):
        return redirect(_path(draft, unfinished))
    if exchange.request.method == "GET":
        return _page(shown, draft, exchange)
    typed = read_form(exchange, draft.id)
    fields = {name: typed.get(name, "") for name in shown.fields}
    objections = _objections(shown, {**draft.fields, **fields}, exchange)
    kept = {name: value for name, value in fields.items() if name != SECRET}
    if objections:
        drafted = drafts.note(draft, kept, context)
        return _page(shown, drafted, exchange, objections=objections)
    following = step_after(shown.name, {**draft.fields, **fields}, context.now)
    if following is not None:
        return redirect(_path(drafts.note(draft, kept, context), following))
    return _submitted(draft, {**draft.fields, **fields}, exchange)


def _objections(shown: Step, fields: Mapping[str, str], exchange: Exchange) -> Objections:
    """What is wrong with the step; the password is judged once all the rest is right."""
    context = exchange.unit.identity
    wrong = shown.objections(fields, context.now)
    if wrong or SECRET not in shown.fields:
        return wrong
    weakness = weakness_for(applicant_of(fields, context.now), fields[SECRET], context)
    return () if weakness is None else ((SECRET, weakness),)


def _submitted(draft: Draft, fields: Mapping[str, str], exchange: Exchange) -> Response:
    context = exchange.unit.identity
    if not may_submit(exchange.visit.source, context):
        raise Unanswerable("too_many_requests", "too many registrations from this source")
    hashed = context.hashing.hash(fields[SECRET])
    if isinstance(hashed, Busy):
        return busy()
    if drafts.finish(draft, context):
        submit(draft, applicant_of(fields, context.now), PasswordHash(hashed), context)
    where = f"/registration/{draft.id}"
    return redirect(where + (f"?attempt={draft.attempt}" if draft.attempt else ""))


def _page(step: Step, draft: Draft, exchange: Exchange, *, objections: Objections = ()) -> Response:
    view = views.RegisterStep(
        action=_path(draft, step.name),
        csrf=exchange.token(draft.id),
        kind=draft.fields["kind"],
        number=[one.name for one in STEPS].index(step.name) + 1,
        fields={name: draft.fields.get(name, "") for name in step.fields if name != SECRET},
        back_url=_before(step, draft, exchange),
        minimum_length=SHORTEST,
        errors=[(name, _sentence(reason)) for name, reason in objections],
    )
    return page(f"register_{step.name}.html", view, status=400 if objections else 200)


def _before(step: Step, draft: Draft, exchange: Exchange) -> str:
    now = exchange.unit.identity.now
    names = [one.name for one in STEPS if one == step or one.applies(draft.fields, now)]
    place = names.index(step.name)
    if place == 0:
        return _start(draft.attempt or "")
    return _path(draft, names[place - 1])


def _start(attempt: str) -> str:
    return f"/sign-in/{attempt}{REGISTER}" if attempt else REGISTER


def _path(draft: Draft, step: str) -> str:
    return f"{REGISTER}/{draft.id}/{step}"


def _sentence(reason: str) -> str:
    if reason == "password_too_short":
        return password_too_short(SHORTEST)
    return reason_words(reason)
