"""Everything that is kept about a person is theirs to read and to take along, signed."""

import json

from idp.audit.events import OwnDataExported
from idp.identity.own_data import TYPE, of, signed
from idp.identity.password_change import NeedRecentSignIn
from idp.identity.ports import Attribute
from idp.identity.progress import RECENT
from idp.identity.provenance import Provenance
from idp.protocol.client import Client
from idp.protocol.consent import Consent
from idp.protocol.tokens.kinds import ACCESS_TOKEN, ID_TOKEN
from tests.identity.world import PASSWORD, World

PROOF = Provenance(by="sổ", place="", evidence="population_register", method="data")


def a_consent(account_id: str, client_id: str) -> Consent:
    return Consent(
        client_id=client_id,
        account_id=account_id,
        scopes=("openid",),
        claims=("name",),
        ground="consent",
        text_version="1",
        language="vi",
        receipt=f"receipt of {client_id}",
        given_at=1,
    )


def test_the_document_tells_all_and_no_secret(world: World) -> None:
    who = world.someone(with_totp=True)
    session = world.session_of(who).session
    world.protocol.clients.put(Client(client_id="portal", name="Cổng"))
    for client_id in ("portal", "gone"):
        world.protocol.consents.keep(a_consent(who.account_id, client_id))
    account = world.identity.accounts.get(who.account_id)
    assert account is not None
    checked = Attribute(value="1990-05-12", source="register", verified_at=5, provenance=PROOF)
    attributes = {**account.attributes, "birthdate": checked}
    world.identity.accounts.set_attributes(account.id, attributes, world.clock.at)
    document = of(who.account_id, world.context())
    assert document is not None
    text = json.dumps(document, ensure_ascii=False)
    assert "Nguyễn Thị Lan" in text
    assert '"by": "sổ"' in text
    assert {"Cổng", "gone"} <= set(text.split('"'))
    assert "203.0.113.7" in text
    for secret in (PASSWORD, session.hash, session.id, who.account_id, "argon2"):
        assert secret not in text


def test_the_signed_file_is_verified_by_the_published_keys_and_is_no_token(world: World) -> None:
    """RFC 8725 §3.11."""
    session = world.session_of(world.someone(reachable=True)).session
    text = signed(session, world.context())
    assert isinstance(text, str)
    verify = world.custody.signer.verify
    claims = verify(text, typ=TYPE, now=world.clock.at)
    assert claims is not None
    assert claims["iss"] == "https://id.example.vn"
    assert {"sub", "aud", "exp"} & set(claims) == set()
    for typ in (ACCESS_TOKEN, ID_TOKEN):
        assert verify(text, typ=typ, now=world.clock.at) is None
    assert world.recorded(OwnDataExported)
    assert {one.channel for one in world.messages("own_data_exported")} == {"email", "sms"}


def test_an_old_sign_in_is_given_nothing(world: World) -> None:
    """I-14."""
    session = world.session_of(world.someone()).session
    world.pass_time(RECENT + 1)
    assert signed(session, world.context()) == NeedRecentSignIn()
    assert not world.recorded(OwnDataExported)


def test_nobody_has_no_data(world: World) -> None:
    assert of("nobody", world.context()) is None
