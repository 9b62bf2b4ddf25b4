"""`verified_claims`: what was checked about a person, and how well."""

import json

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
