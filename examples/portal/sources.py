"""Who verified the data: the claim `verified_claims`, or the provider's short `identity_source`.

OpenID Connect for Identity Assurance §5: the verification stands beside the claims that it covers.
"""

from examples.relying_party.remembered import Json
from examples.relying_party.words import Say

PARTS = ("trust_framework", "assurance_level", "time")


def verified_source(userinfo: Json, say: Say) -> str:
    """One line that names who vouches for the data, or says that nobody does yet."""
    verified = userinfo.get("verified_claims")
    entries = verified if isinstance(verified, list) else [verified]
    named = "; ".join(filter(None, (_in_words(entry) for entry in entries)))
    source = userinfo.get("identity_source")
    if named:
        return named
    return source if isinstance(source, str) and source else say("source_none")


def _in_words(entry: object) -> str:
    verification = entry.get("verification") if isinstance(entry, dict) else None
    if not isinstance(verification, dict):
        return ""
    values = (verification.get(part) for part in PARTS)
    return " · ".join(str(value) for value in values if isinstance(value, str) and value)
