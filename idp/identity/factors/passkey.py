"""Passkeys (WebAuthn Level 2): what a browser is asked, and what its answer proves.

Origin, RP ID, challenge, presence and verification of the user are checked by the library; single
use and the counter by storage. Whatever the library chokes on is a refusal. Next: `../passkeys.py`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, NewType
from urllib.parse import urlsplit

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    bytes_to_base64url,
    parse_attestation_object,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AttestationFormat,
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from idp.identity.key_models import KeyModel
from idp.identity.passkey_ports import CredentialId

Challenge = NewType("Challenge", str)

RP_NAME: Final = "Ấn Tín"
TIMEOUT: Final = 300_000  # milliseconds that the browser waits for the person
ALGORITHMS: Final = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,  # Windows Hello has no other
]
_ATTESTING: Final = AttestationFormat.PACKED  # what keys made of hardware speak


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who we are to an authenticator: the host of the issuer, and its whole origin."""

    id: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """For whom a passkey is made: an opaque handle, and the names that the person reads."""

    handle: str
    username: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A new key, and what is sure about it; `model` None unless its maker attested to one."""

    credential_id: CredentialId
    public_key: bytes
    sign_count: int
    aaguid: str
    is_synced: bool
    model: KeyModel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """An answer that can be read: whose it claims to be, nothing proven yet."""

    credential_id: CredentialId
    handle: str | None
    credential: AuthenticationCredential


def party_of(issuer: str) -> Party:
    """The relying party that this issuer is (WebAuthn §5.1.2: the RP ID is its host)."""
    return Party(id=urlsplit(issuer).hostname or "", origin=issuer)


def creation_options(
    party: Party,
    owner: Owner,
    challenge: Challenge,
    *,
    known: Sequence[CredentialId],
    attested: bool,
) -> str:
    """JSON for `navigator.credentials.create`: discoverable, user verified (WebAuthn §5.4)."""
    wish = AttestationConveyancePreference
    return options_to_json(
        generate_registration_options(
            rp_id=party.id,
            rp_name=RP_NAME,
            user_id=owner.handle.encode(),
            user_name=owner.username,
            user_display_name=owner.name,
            challenge=base64url_to_bytes(challenge),
            timeout=TIMEOUT,
            attestation=wish.DIRECT if attested else wish.NONE,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                require_resident_key=True,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_descriptors(known),
            supported_pub_key_algs=ALGORITHMS,
        )
    )


def request_options(party: Party, challenge: Challenge, *, known: Sequence[CredentialId]) -> str:
    """JSON for `navigator.credentials.get`; without `known` it depends on nobody (EN-01)."""
    return options_to_json(
        generate_authentication_options(
            rp_id=party.id,
            challenge=base64url_to_bytes(challenge),
            timeout=TIMEOUT,
            allow_credentials=_descriptors(known),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def challenge_in(response: str) -> Challenge | None:
    """The challenge that a new key was made for, or None where the answer cannot be read."""
    try:
        credential = parse_registration_credential_json(response)
        data = parse_client_data_json(credential.response.client_data_json)
        return Challenge(bytes_to_base64url(data.challenge))
    except Exception:  # I-04: whatever the library chokes on
        return None


def made(
    response: str, challenge: Challenge, party: Party, models: Collection[KeyModel]
) -> Made | None:
    """The key that was made, with user verification (WebAuthn §7.1); None when refused.

    A chain counts only up to a root of `models`; an attestation of anybody else is not believed.
    """
    roots = [root.encode() for model in models for root in model.roots]
    try:
        verified = verify_registration_response(
            credential=response,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
            pem_root_certs_bytes_by_fmt={_ATTESTING: roots},
        )
        statement = parse_attestation_object(verified.attestation_object).att_stmt
    except Exception:  # I-04: whatever the library chokes on
        return None
    # Without a root the library believes any chain, and without a chain the key attests itself.
    is_attested = verified.fmt == _ATTESTING and bool(statement.x5c) and bool(roots)
    listed = {model.aaguid: model for model in models}
    return Made(
        credential_id=CredentialId(bytes_to_base64url(verified.credential_id)),
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        aaguid=verified.aaguid,
        is_synced=verified.credential_backed_up,
        model=listed.get(verified.aaguid) if is_attested else None,
    )


def presented(response: str) -> Presented | None:
    """The answer of an authenticator, if it can be read."""
    try:
        credential = parse_authentication_credential_json(response)
        handle = credential.response.user_handle
        return Presented(
            credential_id=CredentialId(credential.id),
            handle=None if handle is None else handle.decode(),
            credential=credential,
        )
    except Exception:  # I-04: whatever the library chokes on
        return None


def challenge_of(shown: Presented) -> Challenge | None:
    """The challenge that the answer says it is for; nothing is proven by that."""
    try:
        data = parse_client_data_json(shown.credential.response.client_data_json)
        return Challenge(bytes_to_base64url(data.challenge))
    except Exception:  # I-04: whatever the library chokes on
        return None


def sign_count_of(
    shown: Presented, challenge: Challenge, party: Party, public_key: bytes
) -> int | None:
    """The counter of a right answer with user verification (WebAuthn §7.2); None when refused.

    Whether it went back is for `Passkeys.use` to say, in the statement that keeps it.
    """
    try:
        verified = verify_authentication_response(
            credential=shown.credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:  # I-04: whatever the library chokes on
        return None
    return verified.new_sign_count


def _descriptors(known: Sequence[CredentialId]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known]
