"""MF-05, I-01: a key is added once and nobody has more than enough, however many ask at once."""

import secrets
from collections.abc import Sequence
from functools import partial

from idp.identity import passkeys
from idp.identity.passkey_ports import CredentialId, Passkey
from tests.races.racing import together
from tests.support.authenticator import Authenticator
from tests.support.site import ISSUER, NOON, TEST_ORIGIN, Site, TestPerson
from tests.support.visitor import Visitor
from tests.support.visitor import options_in as options

ROUNDS = 20
LIMIT_ROUNDS = 3  # each costs two hashes
TABS = 4


def test_a_credential_is_added_by_one(site: Site) -> None:
    """The same key, whole: another unique column of it must not be what the loser stumbles on."""
    for _ in range(ROUNDS):
        key = _a_key("khai", "the very same")
        added = together([partial(_add, site, key)] * TABS)
        assert added.count(True) == 1
        _forget(site, key)


def test_a_credential_is_added_for_one_person(site: Site) -> None:
    """As in the product: each has an id of its own, and the credential is the same."""
    for _ in range(ROUNDS):
        keys = [_a_key(f"person {number}", "of two") for number in range(TABS)]
        added = together([partial(_add, site, key) for key in keys])
        assert added.count(True) == 1
        for key in keys:
            _forget(site, key)


def test_one_place_is_left_and_one_key_takes_it(site: Site) -> None:
    """Several tabs of one person, each with a key that its device has just made."""
    for number in range(LIMIT_ROUNDS):
        person = site.person(f"keys.{number}")
        device = Authenticator(origin=ISSUER)
        visitor = _signed_in_by(device, person, site)
        for _ in range(passkeys.MOST - 2):
            assert _add(site, _a_key(person.account_id, secrets.token_hex(8)))
        pages = [visitor.open("/account/passkeys") for _ in range(TABS)]
        made = [device.make(options(page)) for page in pages]
        answers = together(
            [
                partial(visitor.answer, page, answer, name="Khóa")
                for page, answer in zip(pages, made, strict=True)
            ]
        )
        assert len(_keys_of(site, person.account_id)) == passkeys.MOST
        assert sorted(answer.status_code for answer in answers) == [303] + [400] * (TABS - 1)


def _signed_in_by(device: Authenticator, person: TestPerson, site: Site) -> Visitor:
    """The person, by the first key of this device: by the password alone nobody adds a second."""
    visitor = Visitor(site)
    visitor.sign_in(visitor.follow(visitor.open("/sign-in")), person)
    page = visitor.open("/account/passkeys")
    visitor.answer(page, device.make(options(page)), name="Khóa")
    again = Visitor(site)
    page = again.follow(again.open("/sign-in"))
    assert again.answer(page, device.sign(options(page))).status_code == 303
    return again


def _a_key(account_id: str, credential: str) -> Passkey:
    return Passkey(
        id=secrets.token_hex(8),
        account_id=account_id,
        credential_id=CredentialId(credential),
        public_key=b"\x00",
        sign_count=0,
        name="Khóa",
        aaguid="",
        is_hardware=False,
        is_synced=False,
        created_at=NOON,
    )


def _add(site: Site, key: Passkey) -> bool:
    with site.provider.unit(TEST_ORIGIN) as unit:
        added = unit.identity.passkeys.add(key)
        unit.commit()
    return added


def _keys_of(site: Site, account_id: str) -> Sequence[Passkey]:
    with site.provider.unit(TEST_ORIGIN) as unit:
        return unit.identity.passkeys.of_account(account_id)


def _forget(site: Site, key: Passkey) -> None:
    with site.provider.unit(TEST_ORIGIN) as unit:
        unit.identity.passkeys.remove(key.account_id, key.id)
        unit.commit()
