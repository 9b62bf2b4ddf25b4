"""Clients: relying services, registered, given secrets, disabled and enabled.

RULES are checked in order, before anything is written. Next: `redirect_uris.py`.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from typing import Final, cast

from idp.administration.client_metadata import ClientMetadata
from idp.administration.context import Context
from idp.administration.redirect_uris import ApplicationType, is_allowed, is_https
from idp.administration.refusal import Refused
from idp.audit.events import (
    ClientChanged,
    ClientCreated,
    ClientDisabled,
    ClientEnabled,
    ClientSecretRotated,
)
from idp.protocol.client import AuthenticationMethod, Client, Ground, ProfileName, SecretHash
from idp.protocol.errors import ProtocolError
from idp.protocol.grants import GRANTS
from idp.protocol.profiles import PROFILES
from idp.protocol.subject import sector_of

SECRET_BYTES: Final = 32  # 256 bits, so that a plain hash at rest is enough
SECRETS_AT_ONCE: Final = 2  # the old and the new one, while a service changes over
_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_SUNSET: Final = "2028-12-31"  # when `compatible` clients must have moved, unless they say sooner


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedClient:
    """A new client; `secret` is to be shown once and then forgotten."""

    client: Client
    secret: str | None = field(repr=False)


def create(metadata: ClientMetadata, context: Context) -> CreatedClient:
    """The client exists, fixed in its sector; Refused says which rule the metadata breaks."""
    for rule, (code, reason) in RULES.items():
        if not rule(metadata, context):
            raise Refused(code, reason)
    secret = _new_secret() if _needs_secret(metadata) else None
    client = _client(metadata, () if secret is None else (_hash(secret),))
    context.clients.add(client, context.now)
    context.record(
        ClientCreated(
            client=client.client_id, profile=client.profile, organisation=client.organisation
        )
    )
    return CreatedClient(client=client, secret=secret)


def allow_audiences(client_id: str, uris: tuple[str, ...], context: Context) -> None:
    """The client may ask for tokens for these resource servers too; Refused for unknown ones."""
    client = _known(client_id, context)
    if any(context.audiences.get(uri) is None for uri in uris):
        raise Refused(_METADATA, "There is no audience of this URI.")
    audiences = tuple(dict.fromkeys((*client.audiences, *uris)))
    if not context.clients.change(replace(client, audiences=audiences), context.now):
        raise Refused("changed_meanwhile", "Somebody else changed the client; try again.")
    context.record(ClientChanged(client=client_id, members=("audiences",)))


def rotate_secret(client_id: str, context: Context) -> str:
    """The client has a new secret, shown once; the newest of the old ones works beside it."""
    client = _known(client_id, context)
    if not client.authentication_method.startswith("client_secret"):
        raise Refused("no_secret", "The client does not authenticate with a secret.")
    secret = _new_secret()
    kept = (_hash(secret), *client.secret_hashes)[:SECRETS_AT_ONCE]
    if not context.clients.change(replace(client, secret_hashes=kept), context.now):
        raise Refused("changed_meanwhile", "Somebody else changed the client; try again.")
    context.record(ClientSecretRotated(client=client_id))
    return secret


def disable(client_id: str, ground: str, context: Context) -> None:
    """The client is refused everywhere, and its grants with it; Refused if it was disabled."""
    _known(client_id, context)
    if not context.clients.set_disabled(client_id, disabled=True, at=context.now):
        raise Refused("disabled", "The client is disabled already.")
    grants = context.identity.protocol.grants
    ended = grants.end_of_client(client_id, "client_disabled", context.now)
    # One event for all: a national portal has millions of grants, and none of them chose this.
    context.record(ClientDisabled(client=client_id, ground=ground, grants=ended))


def enable(client_id: str, ground: str, context: Context) -> None:
    """The client may ask again; Refused if it was not disabled."""
    _known(client_id, context)
    if not context.clients.set_disabled(client_id, disabled=False, at=context.now):
        raise Refused("enabled", "The client is not disabled.")
    context.record(ClientEnabled(client=client_id, ground=ground))


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


def keys_are_public_and_given(metadata: ClientMetadata, context: Context) -> bool:
    """`private_key_jwt` needs exactly one source of public keys (OIDC Registration §2)."""
    given = (metadata.jwks is not None) + (metadata.jwks_uri is not None)
    needed = metadata.authentication_method == "private_key_jwt"
    if given > 1 or (needed and not given):
        return False
    if metadata.jwks_uri is not None:
        return is_https(metadata.jwks_uri, demonstration=context.is_demonstration)
    return metadata.jwks is None or _are_public(metadata.jwks)


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


def other_uris_are_https(metadata: ClientMetadata, context: Context) -> bool:
    """What the provider calls or shows: logout, logo, policy, terms."""
    named = (
        metadata.backchannel_logout_uri,
        metadata.logo_uri,
        metadata.policy_uri,
        metadata.tos_uri,
    )
    return all(
        uri is None or is_https(uri, demonstration=context.is_demonstration) for uri in named
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
RULES: Final[Mapping[Rule, tuple[str, str]]] = {
    name_is_given: (_METADATA, "The client needs a name."),
    texts_are_printable: (_METADATA, "A text has characters that do not print."),
    profile_is_known: (_METADATA, "There is no such profile."),
    method_suits_profile: (_METADATA, "The profile does not allow this authentication."),
    words_are_known: (_METADATA, "A member has a value that is not one of the possible."),
    keys_are_public_and_given: (_METADATA, "Give public keys by jwks or jwks_uri, not both."),
    grants_are_known: (_METADATA, "A grant is unknown, or not for a public client."),
    redirect_uris_are_safe: ("invalid_redirect_uri", "A redirect URI is missing or not allowed."),
    other_uris_are_https: (_METADATA, "A URI of the client is not https."),
    sector_is_one: (_METADATA, "Redirect URIs of several hosts need a named sector."),
    organisation_is_known: (_METADATA, "There is no organisation of this code."),
    audiences_are_known: (_METADATA, "There is no audience of this URI."),
}
"""In this order: a later rule may rely on the earlier ones."""


def _client(metadata: ClientMetadata, hashes: tuple[SecretHash, ...]) -> Client:
    profile = PROFILES[metadata.profile]
    return Client(
        client_id=secrets.token_urlsafe(16),
        name=metadata.client_name.strip(),
        # The rules have compared these words with the possible ones.
        profile=cast(ProfileName, metadata.profile),
        authentication_method=cast(AuthenticationMethod, metadata.authentication_method),
        secret_hashes=hashes,
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
        organisation=metadata.organisation,
        logo_uri=metadata.logo_uri,
        policy_uri=metadata.policy_uri,
        tos_uri=metadata.tos_uri,
        sunset=metadata.sunset or (_SUNSET if profile.has_sunset else None),
    )


def _are_public(jwks: Mapping[str, object]) -> bool:
    keys = jwks.get("keys")
    if not isinstance(keys, list) or not keys:
        return False
    return all(isinstance(key, dict) and "kty" in key and not _PRIVATE & key.keys() for key in keys)


def _needs_secret(metadata: ClientMetadata) -> bool:
    return metadata.authentication_method.startswith("client_secret")


def _new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def _hash(secret: str) -> SecretHash:
    return SecretHash(sha256(secret.encode()).hexdigest())


def _known(client_id: str, context: Context) -> Client:
    client = context.clients.get(client_id)
    if client is None:
        raise Refused("unknown_client", "There is no client of this id.")
    return client
