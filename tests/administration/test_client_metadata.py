"""Registration metadata is read whole or refused (OIDC Registration §2, RFC 7591 §2)."""

import pytest

from idp.administration.client_metadata import read
from idp.administration.refusal import Refused


def test_the_words_of_the_standard_are_understood() -> None:
    metadata = read(
        {
            "client_name": "Cổng",
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks_uri": "https://portal.example.vn/jwks",
            "redirect_uris": ["https://portal.example.vn/callback"],
            "scope": "openid profile",
            "response_types": ["code"],
        }
    )
    assert metadata.authentication_method == "private_key_jwt"
    assert metadata.scope == ("openid", "profile")


@pytest.mark.parametrize(
    "document",
    [
        {"unknown": "x"},
        {"redirect_uris": "https://portal.example.vn/callback"},
        {"redirect_uris": [1]},
        {"minimum_level": True},
        {"response_types": ["token"]},
        {"client_name": None},
    ],
)
def test_what_is_not_understood_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(Refused):
        read(document)
