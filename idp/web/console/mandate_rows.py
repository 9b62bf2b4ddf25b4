"""Mandates as officials see them: who for whom, in what capacity, within what."""

from collections.abc import Iterator

from idp.clock import day_of
from idp.protocol.mandate import EVERYTHING, Mandate, service
from idp.web.console.desk import Desk
from idp.web.console.views import MandateRow
from idp.web.console.words import actor_words, place_words
from idp.web.translate import gettext
from idp.web.words import capacity_words, scope_words


def mandate_row(mandate: Mandate, desk: Desk) -> MandateRow:
    """The mandate in words; `action` where this official may revoke it."""
    context = desk.context
    is_organisation = mandate.principal_kind == "organisation"
    principal = mandate.principal
    return MandateRow(
        holder=actor_words(mandate.holder, context) if mandate.holder else "–",
        principal=(place_words if is_organisation else actor_words)(principal, context),
        capacity=capacity_words(mandate.kind),
        covers=list(_covered(mandate, desk)),
        limit="" if mandate.limit is None else f"{mandate.limit:,}".replace(",", "."),
        until="" if mandate.until is None else day_of(mandate.until - 1),
        evidence=mandate.evidence,
        lives=mandate.lives(context.now),
        action=f"/console/mandates/{mandate.id}/revoke" if is_theirs(mandate, desk) else None,
    )


def is_theirs(mandate: Mandate, desk: Desk) -> bool:
    """Whether this official may revoke it: where the principal belongs."""
    if mandate.ended_at is not None:
        return False
    if mandate.principal_kind == "organisation":
        return desk.allows("mandates.revoke", mandate.principal)
    return desk.allows_about("mandates.revoke", mandate.principal)


def _covered(mandate: Mandate, desk: Desk) -> Iterator[str]:
    for purpose in mandate.covers:
        client = desk.context.clients.get(purpose.removeprefix(service("")))
        if purpose == EVERYTHING:
            yield gettext("Everything that services offer")
        elif purpose.startswith(service("")):
            yield purpose if client is None else client.name
        else:
            yield scope_words(purpose)
