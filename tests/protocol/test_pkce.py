"""PKCE, S256 only (RFC 7636)."""

import pytest

from idp.protocol.authorization.pkce import challenge_is_well_formed, verifier_matches
from idp.protocol.errors import ProtocolError

# RFC 7636, appendix B
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_example_of_the_specification_matches() -> None:
    """RFC 7636 appendix B."""
    challenge_is_well_formed(CHALLENGE, "S256")
    challenge_is_well_formed(None, None)
    assert verifier_matches(VERIFIER, CHALLENGE)
    assert verifier_matches(None, None)


@pytest.mark.parametrize(
    ("verifier", "challenge"),
    [
        (None, CHALLENGE),
        (VERIFIER, None),
        (CHALLENGE, CHALLENGE),
        (VERIFIER[:-1], CHALLENGE),
        ("x" * 129, CHALLENGE),
        ("é" * 43, CHALLENGE),
    ],
)
def test_anything_else_does_not(verifier: str | None, challenge: str | None) -> None:
    """PK-03."""
    assert not verifier_matches(verifier, challenge)


@pytest.mark.parametrize(
    ("challenge", "method"),
    [
        (CHALLENGE, None),
        (CHALLENGE, "plain"),
        (CHALLENGE, "s256"),
        (None, "S256"),
        (CHALLENGE[:-1], "S256"),
        (CHALLENGE + "x", "S256"),
        ("!" * 43, "S256"),
    ],
)
def test_a_challenge_without_s256_or_of_another_shape_is_refused(
    challenge: str | None, method: str | None
) -> None:
    """PK-02."""
    with pytest.raises(ProtocolError, match="invalid_request"):
        challenge_is_well_formed(challenge, method)
