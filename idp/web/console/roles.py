"""Who holds which role, and proposing to give or take one: always a proposal from here."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Final

from flask import Response

from idp.administration import roles
from idp.administration.ports import HeldRole
from idp.administration.refusal import Refused
from idp.administration.role_changes import ROLES, role_named
from idp.administration.roles import Scarce
from idp.clock import day_of
from idp.web.console.areas import frame
from idp.web.console.days import beginning_typed, end_typed
from idp.web.console.desk import Desk
from idp.web.console.paging import part_of
from idp.web.console.refusals import errors_of
from idp.web.console.views import Choice, GrantRole, RoleRow, Roles
from idp.web.console.words import ROLE_DUTIES, place_words, role_words
from idp.web.respond import page, redirect
from idp.web.translate import gettext, ngettext
from idp.web.views import Errors

ROLES_URL: Final = "/console/roles"
GRANT: Final = "/console/roles/grant"
REVOKE: Final = "/console/roles/revoke"
Places = Callable[[str | None], str]  # code of an organisation → its name
_TYPED: Final = ("username", "organisation", "since", "until")


def listed(desk: Desk) -> Response:
    """Show every role that is not over, inside this person's scope."""
    return page("console/roles.html", _view(desk))


def grant(desk: Desk) -> Response:
    """Show the form, or propose what it says."""
    if desk.exchange.request.method == "GET":
        typed = {name: desk.asked(name) for name in _TYPED}
        return page("console/role_grant.html", _grant_view(typed, desk))
    fields = desk.fields()
    try:
        roles.grant(
            fields.get("username", "").strip(),
            role_named(fields.get("role", "")),
            fields.get("organisation", "").strip() or None,
            desk.context,
            since=beginning_typed(fields.get("since", "")),
            until=end_typed(fields.get("until", "")),
        )
    except Refused as refusal:
        view = _grant_view(fields, desk, errors_of(refusal))
        return page("console/role_grant.html", view, status=400)
    return redirect(f"{ROLES_URL}?done=proposed")


def revoke(desk: Desk) -> Response:
    """Propose that somebody holds a role no longer."""
    account_id, _, named = desk.fields().get("revoke", "").partition(" ")
    role, _, organisation = named.partition(" ")
    account = desk.context.identity.accounts.get(account_id)
    username = "" if account is None else account.username
    try:
        roles.revoke(username, role_named(role), organisation or None, desk.context)
    except Refused as refusal:
        errors = errors_of(refusal, **{refusal.code: "roles"})
        return page("console/roles.html", _view(desk, errors), status=409)
    return redirect(f"{ROLES_URL}?done=proposed")


def scarce_words(desk: Desk, act: str) -> list[str]:
    """One sentence for each place of this act where too few could decide on a proposal."""
    return [
        _scarce(one, desk)
        for one in roles.scarce(desk.context)
        if desk.allows(act, one.organisation)
    ]


def _scarce(one: Scarce, desk: Desk) -> str:
    place = place_words(one.organisation, desk.context)
    if one.since is None:
        return ngettext(
            "%(place)s: only %(num)d person could decide on proposals; two are needed.",
            "%(place)s: only %(num)d persons could decide on proposals; two are needed.",
            one.deciders,
            place=place,
        )
    return ngettext(
        "%(place)s: from %(day)s on only %(num)d person could decide; two are needed.",
        "%(place)s: from %(day)s on only %(num)d persons could decide; two are needed.",
        one.deciders,
        place=place,
        day=day_of(one.since),
    )


def _view(desk: Desk, errors: Errors = ()) -> Roles:
    searched = desk.asked("search")
    is_theirs = cache(partial(desk.allows, "roles.listed"))  # many roles are held at one place
    place = cache(partial(place_words, context=desk.context))
    seen = [one for one in roles.held_by_all(desk.context) if is_theirs(one.organisation)]
    found = [one for one in seen if not searched or _matches(one, searched, place, desk)]
    part = part_of(found, ROLES_URL, desk, search=searched)
    may_change = desk.reaches("roles.grant")
    return Roles(
        frame=frame(desk, "roles"),
        rows=[_row(one, place, desk) for one in part.rows],
        scarce=scarce_words(desk, "roles.listed"),
        searched=searched,
        next_url=part.next_url,
        first_url=part.first_url,
        grant_url=GRANT if may_change else None,
        revoke_action=REVOKE if may_change else None,
        errors=errors,
    )


def _matches(held: HeldRole, searched: str, place: Places, desk: Desk) -> bool:
    """Whether the role, its place or its holder is called so; accounts are read last."""
    wanted = searched.casefold()
    if any(wanted in text.casefold() for text in (role_words(held.role), place(held.organisation))):
        return True
    return wanted in roles.holder_of(held, desk.context).username.casefold()


def _row(held: HeldRole, place: Places, desk: Desk) -> RoleRow:
    holder = roles.holder_of(held, desk.context)
    return RoleRow(
        username=holder.username,
        is_active=holder.is_active,
        words=role_words(held.role),
        place=place(held.organisation),
        since=held.since,
        until=held.until,
        begins_later=held.since > desk.context.now,
        revoke=f"{held.account_id} {held.role} {held.organisation or ''}",
    )


def _grant_view(fields: Mapping[str, str], desk: Desk, errors: Errors = ()) -> GrantRole:
    chosen = fields.get("role", "")
    return GrantRole(
        frame=frame(desk, "roles"),
        action=GRANT,
        back_url=ROLES_URL,
        roles=[
            Choice(
                value=role,
                words=role_words(role),
                hint=gettext(ROLE_DUTIES[role]),
                chosen=role == chosen,
            )
            for role in ROLES
        ],
        fields={name: fields.get(name, "") for name in _TYPED},
        errors=errors,
    )
