"""Registration metadata is read whole or refused (OIDC Registration §2, RFC 7591 §2)."""

import pytest

from idp.administration.client_metadata import (
    ClientMetadata,
    changed,
    members_that_differ,
    read,
    told,
)
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


def test_members_are_changed_and_told_in_the_words_of_json() -> None:
    before = read({"client_name": "Cổng", "logo_uri": "https://a.vn/l", "scope": "openid email"})
    after = changed(before, {"logo_uri": None, "redirect_uris": ["https://a.vn/c"]})
    names = members_that_differ(before, after)
    assert names == ("redirect_uris", "logo_uri")
    assert told(before, names) == {"redirect_uris": [], "logo_uri": "https://a.vn/l"}
    assert told(after, names) == {"redirect_uris": ["https://a.vn/c"], "logo_uri": None}
    assert told(after, ("scope",)) == {"scope": "openid email"}
    assert changed(ClientMetadata(), told(after)) == after


@pytest.mark.parametrize("name", ["client_id", "environment", "disabled", "secret_hashes", "x"])
def test_ad_03_what_the_server_decides_is_no_member(name: str) -> None:
    for value in ("production", None):
        with pytest.raises(Refused):
            changed(ClientMetadata(), {name: value})
