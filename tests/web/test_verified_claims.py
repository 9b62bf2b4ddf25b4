"""`verified_claims`: what was checked about a person, and how well."""

import json
from base64 import urlsafe_b64decode

from tests.support.site import Site
from tests.support.visitor import Visitor, redeem

WISH = json.dumps(
    {
        "userinfo": {
            "verified_claims": {
                "verification": {"trust_framework": None},
                "claims": {"name": None},
            }
        }
    }
)


def test_a_verified_name_comes_with_its_assurance_level(site: Site) -> None:
    """OpenID Connect for Identity Assurance §5: the account level, never in `acr`."""
    visitor, client = Visitor(site), site.client()
    begun = visitor.begin(client, claims=WISH)
    tokens = redeem(visitor, begun, visitor.code_for(begun, site.person(level=2))).json
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    verified = visitor.open("/userinfo", headers=bearer).json["verified_claims"]
    assert verified["verification"] == {
        "trust_framework": "vn_eid",
        "assurance_level": "muc_do_2",
    }
    assert verified["claims"]["name"] == "Nguyễn Văn An"
    assert "email" not in verified["claims"]  # the client did not ask for that scope


def test_without_a_level_or_a_wish_nothing_is_called_verified(site: Site) -> None:
    """What is unknown is omitted, never an error."""
    visitor, client = Visitor(site), site.client()
    begun = visitor.begin(client, claims=WISH)
    person = site.person()
    tokens = redeem(visitor, begun, visitor.code_for(begun, person)).json
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert "verified_claims" not in visitor.open("/userinfo", headers=bearer).json


def test_in_an_id_token_too_only_what_the_client_may_learn_is_verified(site: Site) -> None:
    """Asking for verified_claims releases no fact whose scope was not granted (I-13)."""
    visitor, client = Visitor(site), site.client()
    wish = {"id_token": {"verified_claims": {"verification": {}, "claims": {"name": None}}}}
    begun = visitor.begin(client, claims=json.dumps(wish))
    tokens = redeem(visitor, begun, visitor.code_for(begun, site.person(level=2))).json
    payload = tokens["id_token"].split(".")[1]
    claims = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    facts = claims["verified_claims"]["claims"]
    assert facts["name"] == "Nguyễn Văn An"
    assert "email" not in facts
