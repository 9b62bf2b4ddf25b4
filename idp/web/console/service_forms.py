"""Forms about a registration: FORMS says which members stand on which page, and how each is typed.

Next: `service_typed.py`, what was typed as members of a registration. What a service may be,
`idp/administration` says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from idp.administration.client_changes import WATCHED
from idp.administration.refusal import Refused
from idp.protocol.scopes import SCOPE_CLAIMS
from idp.web.console.refusals import errors_of
from idp.web.console.service_views import FormField
from idp.web.console.service_words import CHOICES, fault_words, member_name_words
from idp.web.console.views import Choice
from idp.web.console.words import words_of
from idp.web.translate import gettext, marked
from idp.web.views import Errors
from idp.web.words import scope_words

Kind = Literal[
    "text", "lines", "words", "scopes", "keys", "one", "several", "level", "day", "number", "names"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A page of its own: what it is about, and its members in order."""

    words: str
    members: tuple[str, ...]


FORMS: Final[Mapping[str, Form]] = {
    "record": Form(
        words=marked("The record"),
        members=(
            "client_name", "organisation", "owner", "contact", "agreement", "legal_ground",
            "ground", "text_version", "sunset",
        ),
    ),
    "addresses": Form(
        words=marked("Addresses"),
        members=(
            "application_type", "redirect_uris", "post_logout_redirect_uris",
            "backchannel_logout_uri", "logo_uri", "policy_uri", "tos_uri",
        ),
    ),
    "rights": Form(
        words=marked("What it may ask for"),
        members=(
            "grant_types", "scope", "optional_claims", "audiences", "minimum_level",
            "default_max_age", "acr_aliases", "claim_names",
        ),
    ),
    "proof": Form(
        words=marked("How it proves who it is"),
        members=(
            "profile", "authentication_method", "jwks_uri", "jwks",
            "id_token_signed_response_alg",
        ),
    ),
}  # fmt: skip
"""By the name in the address of the page."""
NEW: Final[Mapping[str, tuple[str, ...]]] = {
    "record": (
        "client_name", "organisation", "owner", "contact", "agreement", "legal_ground", "ground",
    ),
    "addresses": ("application_type", "redirect_uris", "post_logout_redirect_uris"),
    "rights": ("grant_types", "scope"),
    "proof": ("profile", "authentication_method", "jwks_uri", "jwks"),
    "fixed": ("subject_type", "sector"),
}  # fmt: skip
"""What is asked for at the beginning; the rest is added by the pages above."""
KINDS: Final[Mapping[str, Kind]] = {
    "redirect_uris": "lines",
    "post_logout_redirect_uris": "lines",
    "audiences": "lines",
    "optional_claims": "words",
    "scope": "scopes",
    "jwks": "keys",
    "application_type": "one",
    "subject_type": "one",
    "claim_names": "one",
    "ground": "one",
    "profile": "one",
    "authentication_method": "one",
    "minimum_level": "level",
    "grant_types": "several",
    "sunset": "day",
    "default_max_age": "number",
    "acr_aliases": "names",
}
"""How a member is typed; others are a line of text."""
HINTS: Final[Mapping[str, str]] = {
    "client_name": marked("People read it when they sign in."),
    "organisation": marked("The code of the agency that the service belongs to."),
    "owner": marked("The office that answers for it; people read it."),
    "contact": marked("Whom to call when it fails."),
    "agreement": marked("Number and day of the agreement that it runs by."),
    "legal_ground": marked("The law that it runs by."),
    "text_version": marked("Another version asks people for their consent anew."),
    "sunset": marked("Day/month/year. The day counts whole; afterwards it is refused."),
    "redirect_uris": marked("One on a line, exactly as the service sends it."),
    "post_logout_redirect_uris": marked("One on a line."),
    "backchannel_logout_uri": marked("It is called when somebody signs out."),
    "scope": marked(
        "One on a line, with the reason behind it: profile to show the applicant's name."
    ),
    "optional_claims": marked("Names of claims with spaces between them."),
    "audiences": marked("One address on a line."),
    "default_max_age": marked("In seconds. Whoever signed in longer ago signs in again."),
    "acr_aliases": marked("The service's own name and ours, with a space between them, on a line."),
    "jwks_uri": marked("Where the service publishes its keys. They are looked for now."),
    "jwks": marked("A JWK Set as JSON, instead of the address. Public keys alone."),
    "id_token_signed_response_alg": marked("ES256, PS256, EdDSA or RS256. Empty: as the profile."),
    "sector": marked("Who knows people by one identifier. Empty: the host of the addresses."),
}
NEEDED: Final = frozenset({"client_name", "organisation", "redirect_uris", "scope"})
"""What most services cannot be without."""
REQUIRED: Final = frozenset({"client_name"})


def form_fields(
    names: Sequence[str], texts: Mapping[str, str], *, watched: bool
) -> list[FormField]:
    """The fields with these texts; `watched`: the service meets real people."""
    return [_field(name, texts.get(name, ""), watched=watched) for name in names]


def offered_scopes() -> list[tuple[str, str]]:
    """The provider's own scopes and what each lets a service do."""
    return [(name, scope_words(name)) for name in SCOPE_CLAIMS]


def faults_of(refusal: Refused, names: Sequence[str], **fields: str) -> Errors:
    """The refusal at its member's field; at the page where that member is on another one."""
    if not refusal.names:
        return errors_of(refusal, **fields)
    member = refusal.names[0]
    words = fault_words(member)
    field = "scope" if member == "scope_reasons" else member
    return (
        ((field, words),) if field in names else (("act", f"{member_name_words(member)}: {words}"),)
    )


def _field(name: str, text: str, *, watched: bool) -> FormField:
    kind = KINDS.get(name, "text")
    chosen = text.split() if kind == "several" else [text]
    table = CHOICES.get(name, {})
    return FormField(
        name=name,
        kind=kind,
        label=member_name_words(name),
        hint=gettext(HINTS[name]) if name in HINTS else "",
        value=text,
        choices=[
            Choice(value=one, words=words_of(table, one), chosen=one in chosen) for one in table
        ],
        required=name in REQUIRED,
        optional=name not in NEEDED,
        watched=watched and name in WATCHED,
    )
