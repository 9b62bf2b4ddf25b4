"""From a passkey at the sign-in to an act at the API, by the endpoints that a program sees."""

from idp.identity.ports import Post
from tests.support.api import api_of
from tests.support.authenticator import Authenticator
from tests.support.officials import MINISTRY, NATIONAL
from tests.support.site import ISSUER, Site, TestClient
from tests.support.visitor import Visitor, answer_in, options_in, redeem

SCOPES = ("openid", "roles.read", "roles.propose")


def test_an_official_signs_in_by_passkey_and_their_program_proposes_a_role(site: Site) -> None:
    """RFC 8707 §2, RFC 9470 §4: discovery names the scopes, the role decides."""
    api = api_of(site)
    post = Post(organisation=MINISTRY.code, title="Chuyên viên", since=0)
    person = site.person("lan", kind="official", totp=True, post=post)
    api.officials.ids["lan"] = person.account_id
    api.officials.give("lan", NATIONAL)
    made = Visitor(site)
    made.sign_in(made.follow(made.open("/sign-in")), person)
    device = Authenticator(origin=ISSUER)
    page = made.open("/account/passkeys")
    made.answer(page, device.make(options_in(page)), name="Điện thoại")

    supported = made.open("/.well-known/openid-configuration").json["scopes_supported"]
    assert set(SCOPES) <= set(supported)
    tool: TestClient = site.client(audiences=(api.audience.uri,), scope=SCOPES)
    visitor = Visitor(site)
    begun = visitor.begin(tool, scope=" ".join(SCOPES), resource=api.audience.uri, acr_values="phr")
    page = visitor.authorize(begun)
    page = visitor.follow(visitor.answer(page, device.sign(options_in(page))))
    code = answer_in(visitor.consent(page))["code"]
    tokens = redeem(visitor, begun, code, resource=api.audience.uri).json
    assert tokens["scope"] == "roles.read roles.propose"

    token = tokens["access_token"]
    assert api.get("/roles", token).status_code == 200
    body = {"username": "lan", "role": "auditor"}
    asked = api.post("/roles/grants", token, json=body)
    assert asked.status_code == 202
    (event,) = site.events("role_proposed")
    assert event["actor"] == person.account_id
    assert api.get("/approvals", token).status_code == 403  # a scope that was not asked for
    site.clock.turn(300)
    assert api.get("/roles", token).status_code == 401
