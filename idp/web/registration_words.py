"""Registration and proof in words: why one is over, and how a fact about a person is known."""

from collections.abc import Mapping
from typing import Final

from idp.clock import moment
from idp.identity.ports import Attribute
from idp.identity.provenance import Provenance
from idp.web.languages import day
from idp.web.translate import gettext, marked

REFUSALS: Final[Mapping[str, str]] = {
    "not_confirmed": marked(
        "The register could not confirm what you entered. Check the number, the name and the "
        "date of birth, and register again. If you have an account already, sign in with it."
    ),
    "register_silent": marked("The register has not answered for seven days. Register again."),
    "guardian_declined": marked("The guardian did not confirm this registration."),
    "document_unreadable": marked(
        "The document could not be checked. Register again with another."
    ),
    "document_expired": marked("The document has expired. Register again with a valid one."),
}

EVIDENCE_WORDS: Final[Mapping[str, str]] = {
    "population_register": marked("population register"),
    "idcard": marked("identity card"),
    "passport": marked("passport"),
    "residence_card": marked("residence card"),
}

CHECK_WORDS: Final[Mapping[str, str]] = {
    "data": marked("data compared"),
    "vpip": marked("document and person seen together"),
    "vri": marked("document judged by an official"),
}


def refusal_words(reason: str) -> str:
    """Why a registration is over; nothing where it is not."""
    return gettext(REFUSALS[reason]) if reason in REFUSALS else ""


def proof_words(attribute: Attribute) -> str:
    """Who checked it, where, when, by which evidence and how; nothing where nobody did."""
    proof, at = attribute.provenance, attribute.verified_at
    if proof is None or at is None:
        return ""
    if not proof.place:
        return gettext(
            "Checked by %(by)s, %(moment)s: %(evidence)s, %(method)s",
            by=proof.by,
            moment=moment(at),
            evidence=gettext(EVIDENCE_WORDS[proof.evidence]),
            method=gettext(CHECK_WORDS[proof.method]),
        )
    return _with_place(proof, at)


def document_row(attribute: Attribute) -> tuple[str, str, str] | None:
    """A foreigner's document for the account page: its kind, the end of its number, its expiry."""
    match attribute.value:
        case {
            "type": str(kind),
            "issuer": str(issuer),
            "number": str(number),
            "expires_on": str(expires_on),
        }:
            value = gettext(
                "%(issuer)s, number ending in %(end)s, valid until %(day)s",
                issuer=issuer,
                end=number[-3:],
                day=day(expires_on),
            )
            return gettext(EVIDENCE_WORDS[kind]).capitalize(), value, proof_words(attribute)
        case _:
            return None


def _with_place(proof: Provenance, at: int) -> str:
    return gettext(
        "Checked by %(by)s at %(place)s, %(moment)s: %(evidence)s, %(method)s",
        by=proof.by,
        place=proof.place,
        moment=moment(at),
        evidence=gettext(EVIDENCE_WORDS[proof.evidence]),
        method=gettext(CHECK_WORDS[proof.method]),
    )
