"""I-01: a certificate is bound once and nobody has more than enough, however many ask at once."""

from functools import partial

from idp.identity.certificate_handover import ShownCertificate
from idp.identity.certificate_ports import BoundCertificate
from idp.identity.own_certificates import MOST, bind
from tests.races.racing import together
from tests.support.site import TEST_ORIGIN, Site

ROUNDS = 8
CLERKS = 4


def test_one_place_is_left_and_one_certificate_takes_it(site: Site) -> None:
    """Several clerks enter certificates of one official, each another."""
    for number in range(ROUNDS):
        official = site.person(f"official.{number}", kind="official").account_id
        for card in range(MOST - 1):
            assert _is_bound(site, official, f"{number}-{card}")
        serials = [f"{number}-clerk-{clerk}" for clerk in range(CLERKS)]
        bound = together([partial(_is_bound, site, official, serial) for serial in serials])
        assert bound.count(True) == 1


def test_a_certificate_is_bound_to_one_official(site: Site) -> None:
    officials = [site.person(f"clerk.{number}", kind="official") for number in range(CLERKS)]
    for number in range(ROUNDS):
        acts = [partial(_is_bound, site, one.account_id, f"same {number}") for one in officials]
        assert together(acts).count(True) == 1


def _is_bound(site: Site, account_id: str, serial: str) -> bool:
    shown = ShownCertificate(
        issuer_hash="i",
        serial=serial,
        key_hash="k",
        name="Trần Thị Bình",
        issuer="CN=Officials CA",
        expires_at=2_000_000_000,
    )
    with site.provider.unit(TEST_ORIGIN) as unit:
        bound = bind(account_id, "official", shown, unit.identity)
        unit.commit()
    return isinstance(bound, BoundCertificate)
