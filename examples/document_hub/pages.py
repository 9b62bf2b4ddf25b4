"""The clerks' page: read what arrived, send a document.

Its back end has no privilege: it calls the exchange with the clerk's own access token, and follows
the challenges that come back (RFC 9470 §4).
"""

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from examples.document_hub.access import Refusal, Unreachable
from examples.document_hub.documents import Document
from examples.document_hub.exchange import LONGEST, Exchange, Unusable
from examples.relying_party.browser import is_own_form
from examples.relying_party.routes import RelyingParty, problem
from examples.relying_party.sign_in import SignedIn, refreshed
from examples.relying_party.tokens import readable_parts
from examples.relying_party.visits import Visit

SEE_OTHER = 303
FIELDS = ("to", "title", "text")
REFUSALS = {
    "insufficient_user_authentication": "need_step_up",
    "invalid_token": "need_sign_in",
    "insufficient_scope": "no_agency",
}


def home(party: RelyingParty, exchange: Exchange) -> Response:
    """The page: a way in, or the clerk's documents and the form."""
    visit = party.current_visit()
    if visit is None or visit.person is None:
        return make_response(render_template("hub_welcome.html"))
    sent = visit.draft.pop("sent", "")
    return _desk(party, exchange, visit, visit.person, sent=sent)


def send(party: RelyingParty, exchange: Exchange) -> Response:
    """The document is sent, or the page says why not and keeps what was typed."""
    visit = party.current_visit()
    if visit is None or visit.person is None:
        return redirect("/", SEE_OTHER)
    if not is_own_form(request, visit):
        return problem("form_expired", 400)
    visit.draft = {name: request.form.get(name, "")[: LONGEST[name] + 1] for name in FIELDS}
    visit.person = refreshed(party.client, party.provider, visit.person)
    try:
        document = exchange.send(visit.person.access_token, visit.draft)
    except Unusable as mistake:
        return _desk(party, exchange, visit, visit.person, mistake=mistake)
    except (Refusal, Unreachable):
        return redirect("/", SEE_OTHER)  # the page reads with the same token, and says why not
    visit.draft = {"sent": document.recipient}
    return redirect("/", SEE_OTHER)


def _desk(
    party: RelyingParty,
    exchange: Exchange,
    visit: Visit,
    person: SignedIn,
    *,
    sent: str = "",
    mistake: Unusable | None = None,
) -> Response:
    visit.person = refreshed(party.client, party.provider, person)
    documents, need = _inbox(exchange, visit.person.access_token)
    _, claims = readable_parts(visit.person.access_token)
    page = render_template(
        "desk.html",
        agency=claims.get("org_name") or claims.get("org_code") or "",
        code=claims.get("org_code") or "",
        post=claims.get("post") or "",
        documents=documents,
        need=need,
        sent=sent,
        mistake=mistake,
        draft=visit.draft,
        longest=LONGEST,
        csrf=visit.csrf,
    )
    return make_response(page, 400 if mistake else 200)


def _inbox(exchange: Exchange, token: str) -> tuple[tuple[Document, ...], str]:
    """The documents, and what the clerk needs first if the hub refuses to show them."""
    try:
        return exchange.inbox(token), ""
    except Refusal as refusal:
        return (), REFUSALS[refusal.error]
    except Unreachable:
        return (), "need_provider"
