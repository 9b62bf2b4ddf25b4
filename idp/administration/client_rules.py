"""What a client may be: RULES, checked in order before anything is written, and its record.

Who registers one, and who changes one, obeys the same rules. Next: `redirect_uris.py`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Final, cast

from idp.administration.accounts import SYSTEM
from idp.administration.api_scopes import api_audience
from idp.administration.client_metadata import MEMBERS, ClientMetadata
from idp.administration.context import Context
from idp.administration.redirect_uris import ApplicationType, is_allowed, is_callable
from idp.administration.refusal import Refused
from idp.protocol.client import AuthenticationMethod, Client, Ground, ProfileName
from idp.protocol.errors import ProtocolError
from idp.protocol.grants import GRANTS
from idp.protocol.profiles import PROFILES
from idp.protocol.subject import sector_of

_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
LAST_SUNSET: Final = "2028-12-31"  # by when `compatible` clients must have moved
NOT_REACHED: Final = (
    "unreachable_uri",
    "A URI of the client leads to where we never call.",
)
"""One refusal for every way in which it is not: nobody explores our network by it (DC-01)."""
LONGEST_REASON: Final = 512  # characters that say why a scope is needed


def check(metadata: ClientMetadata, context: Context) -> None:
    """A client may be like this; Refused says which rule it breaks."""
    for rule, (code, reason, members) in RULES.items():
        if not rule(metadata, context):
            member = _at_fault(rule, members, metadata, context)
            raise Refused(code, reason, names=(member,))


def may_be_given(audiences: Collection[str], context: Context) -> None:
    """Only the operator at the server lets a client ask for the API of administration.

    Who owns a service could borrow the power of every official who signs in there. Raises Refused.
    """
    if api_audience(context.issuer).uri in audiences and not context.actor.startswith(SYSTEM):
        raise Refused(
            "operators_alone",
            "The operator at the server says which clients may ask for the API of administration.",
            names=("audiences",),
        )


def name_is_given(metadata: ClientMetadata, _context: Context) -> bool:
    """People must be told who asks."""
    return bool(metadata.client_name.strip())


def texts_are_printable(metadata: ClientMetadata, _context: Context) -> bool:
    """Nothing in a text turns the direction of a page or steers a terminal."""
    values = (getattr(metadata, member.name) for member in fields(metadata))
    return all(value.isprintable() for value in values if isinstance(value, str))


def profile_is_known(metadata: ClientMetadata, _context: Context) -> bool:
    """Only profiles of the table."""
    return metadata.profile in PROFILES


def method_suits_profile(metadata: ClientMetadata, _context: Context) -> bool:
    """The profile's table decides how its clients authenticate."""
    return metadata.authentication_method in PROFILES[metadata.profile].authentication_methods


def keys_are_public_and_given(metadata: ClientMetadata, _context: Context) -> bool:
    """`private_key_jwt` needs exactly one source of public keys (OIDC Registration §2)."""
    given = (metadata.jwks is not None) + (metadata.jwks_uri is not None)
    needed = metadata.authentication_method == "private_key_jwt"
    if given > 1 or (needed and not given):
        return False
    return metadata.jwks is None or are_public(metadata.jwks)


def grants_are_known(metadata: ClientMetadata, _context: Context) -> bool:
    """A grant of the table; a public client has no grant of its own (RFC 6749 §4.4)."""
    public = metadata.authentication_method == "none"
    if not metadata.grant_types or not set(metadata.grant_types) <= set(GRANTS):
        return False
    return not (public and "client_credentials" in metadata.grant_types)


def redirect_uris_are_safe(metadata: ClientMetadata, context: Context) -> bool:
    """Each by the rules of `redirect_uris.py`; at least one where codes are delivered (RU-04)."""
    needed = "authorization_code" in metadata.grant_types
    uris = (*metadata.redirect_uris, *metadata.post_logout_redirect_uris)
    application = cast(ApplicationType, metadata.application_type)
    safe = all(is_allowed(uri, application, demonstration=context.is_demonstration) for uri in uris)
    return safe and (bool(metadata.redirect_uris) or not needed)


def other_uris_are_of_public_hosts(metadata: ClientMetadata, context: Context) -> bool:
    """What the provider calls or shows is https and leads to nobody's own network (DC-01)."""
    named = (
        metadata.jwks_uri,
        metadata.backchannel_logout_uri,
        metadata.logo_uri,
        metadata.policy_uri,
        metadata.tos_uri,
    )
    return all(
        uri is None or is_callable(uri, demonstration=context.is_demonstration) for uri in named
    )


def words_are_known(metadata: ClientMetadata, _context: Context) -> bool:
    """Members with few possible values have one of them."""
    algorithms = PROFILES[metadata.profile].signing_algorithms
    return (
        metadata.application_type in ("web", "native")
        and metadata.subject_type in ("pairwise", "public")
        and metadata.claim_names in ("standard", "dvcqg")
        and metadata.ground in ("law", "consent")
        and metadata.minimum_level in (1, 2)
        and metadata.id_token_signed_response_alg in (None, *algorithms)
    )


def sunset_is_a_day_in_time(metadata: ClientMetadata, _context: Context) -> bool:
    """The last day as YYYY-MM-DD; `compatible` clients have moved by LAST_SUNSET."""
    if metadata.sunset is None:
        return True
    try:
        is_a_day = date.fromisoformat(metadata.sunset).isoformat() == metadata.sunset
    except ValueError:
        return False
    return is_a_day and not (
        PROFILES[metadata.profile].has_sunset and metadata.sunset > LAST_SUNSET
    )


def reasons_name_scopes(metadata: ClientMetadata, _context: Context) -> bool:
    """Why a scope is needed is said of scopes that the client has."""
    reasons = metadata.scope_reasons or {}
    return reasons.keys() <= set(metadata.scope) and all(
        isinstance(reason, str) and reason.isprintable() and len(reason) <= LONGEST_REASON
        for reason in reasons.values()
    )


def sector_is_one(metadata: ClientMetadata, _context: Context) -> bool:
    """Redirect URIs of several hosts need a named sector (OIDC Core §8.1)."""
    try:
        sector_of(metadata.redirect_uris, metadata.sector)
    except ProtocolError:
        return False
    return True


def organisation_is_known(metadata: ClientMetadata, context: Context) -> bool:
    """A client belongs to an organisation that exists, or to none."""
    code = metadata.organisation
    return code is None or context.organisations.get(code) is not None


def audiences_are_known(metadata: ClientMetadata, context: Context) -> bool:
    """A client may ask only for resource servers that exist."""
    return all(context.audiences.get(uri) is not None for uri in metadata.audiences)


Rule = Callable[[ClientMetadata, Context], bool]
_METADATA: Final = "invalid_client_metadata"
RULES: Final[Mapping[Rule, tuple[str, str, tuple[str, ...]]]] = {
    name_is_given: (_METADATA, "The client needs a name.", ("client_name",)),
    texts_are_printable: (_METADATA, "A text has characters that do not print.", MEMBERS),
    profile_is_known: (_METADATA, "There is no such profile.", ("profile",)),
    method_suits_profile:
        (_METADATA, "The profile does not allow this authentication.", ("authentication_method",)),
    words_are_known: (_METADATA, "A member has a value that is not one of the possible.", MEMBERS),
    keys_are_public_and_given:
        (_METADATA, "Give public keys by jwks or jwks_uri, not both.", ("jwks",)),
    grants_are_known:
        (_METADATA, "A grant is unknown, or not for a public client.", ("grant_types",)),
    redirect_uris_are_safe: (
        "invalid_redirect_uri", "A redirect URI is missing or not allowed.",
        ("redirect_uris", "post_logout_redirect_uris"),
    ),
    other_uris_are_of_public_hosts:
        (*NOT_REACHED, ("jwks_uri", "backchannel_logout_uri", "logo_uri", "policy_uri", "tos_uri")),
    sunset_is_a_day_in_time:
        (_METADATA, "The sunset is no day, or too late for the profile.", ("sunset",)),
    reasons_name_scopes:
        (_METADATA, "A reason is too long, no text, or for no scope of these.", ("scope_reasons",)),
    sector_is_one: (_METADATA, "Redirect URIs of several hosts need a named sector.", ("sector",)),
    organisation_is_known:
        (_METADATA, "There is no organisation of this code.", ("organisation",)),
    audiences_are_known: (_METADATA, "There is no audience of this URI.", ("audiences",)),
}  # fmt: skip
"""In this order: a later rule may rely on the earlier ones. The members are those it looks at."""


def _at_fault(
    rule: Rule, members: tuple[str, ...], metadata: ClientMetadata, context: Context
) -> str:
    """The first of these members that breaks the rule while the others are as if not given."""
    default = ClientMetadata()
    for name in members:
        others = {one: getattr(default, one) for one in members if one != name}
        if not rule(replace(metadata, **others), context):
            return name
    return members[0]


def registered(metadata: ClientMetadata, client: Client) -> Client:
    """The client with this metadata, which the rules have judged; all else stays as it was."""
    profile = PROFILES[metadata.profile]
    return replace(
        client,
        name=metadata.client_name.strip(),
        # The rules have compared these words with the possible ones.
        profile=cast(ProfileName, metadata.profile),
        authentication_method=cast(AuthenticationMethod, metadata.authentication_method),
        jwks=metadata.jwks,
        jwks_uri=metadata.jwks_uri,
        redirect_uris=metadata.redirect_uris,
        post_logout_redirect_uris=metadata.post_logout_redirect_uris,
        backchannel_logout_uri=metadata.backchannel_logout_uri,
        grant_types=metadata.grant_types,
        scopes=metadata.scope,
        audiences=metadata.audiences,
        application_type=cast(ApplicationType, metadata.application_type),
        subject_type="public" if metadata.subject_type == "public" else "pairwise",
        sector=sector_of(metadata.redirect_uris, metadata.sector),
        id_token_algorithm=metadata.id_token_signed_response_alg or profile.id_token_algorithm,
        minimum_level=metadata.minimum_level,
        default_max_age=metadata.default_max_age,
        acr_aliases=metadata.acr_aliases,
        claim_names="dvcqg" if metadata.claim_names == "dvcqg" else "standard",
        optional_claims=metadata.optional_claims,
        ground=cast(Ground, metadata.ground),
        text_version=metadata.text_version,
        owner=metadata.owner,
        contact=metadata.contact,
        agreement=metadata.agreement,
        legal_ground=metadata.legal_ground,
        scope_reasons=cast("Mapping[str, str] | None", metadata.scope_reasons),
        organisation=metadata.organisation,
        logo_uri=metadata.logo_uri,
        policy_uri=metadata.policy_uri,
        tos_uri=metadata.tos_uri,
        sunset=metadata.sunset or (LAST_SUNSET if profile.has_sunset else None),
    )


def metadata_of(client: Client) -> ClientMetadata:
    """What `registered` made the client of; what a default filled in is said."""
    same = {name: getattr(client, name) for name in MEMBERS if name not in _OTHER_NAMES}
    other = {name: getattr(client, of) for name, of in _OTHER_NAMES.items()}
    return ClientMetadata(**same, **other)


_OTHER_NAMES: Final[Mapping[str, str]] = {
    "client_name": "name",
    "scope": "scopes",
    "id_token_signed_response_alg": "id_token_algorithm",
}


def are_public(jwks: Mapping[str, object]) -> bool:
    """Whether it is a set of at least one key, and none of them tells a secret (RFC 7517 §5)."""
    keys = jwks.get("keys")
    if not isinstance(keys, list) or not keys:
        return False
    return all(isinstance(key, dict) and "kty" in key and not _PRIVATE & key.keys() for key in keys)
