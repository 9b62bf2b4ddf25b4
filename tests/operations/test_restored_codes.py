"""One-time codes of before a restore (I-01)."""

from tests.support.site import TEST_ORIGIN, Site


def test_codes_of_a_phone_that_may_have_been_used_are_spent(site: Site) -> None:
    """Whoever saw the code before the loss must not use it after."""
    person = site.person("dung", totp=True)
    with site.provider.unit(TEST_ORIGIN) as unit:
        unit.operations.housekeeping.restored(site.clock.now())
        unit.commit()
    with site.provider.unit(TEST_ORIGIN) as unit:
        step = site.clock.now() // 30
        assert not unit.identity.credentials.accept_totp_step(person.account_id, step)
        assert unit.identity.credentials.accept_totp_step(person.account_id, step + 1)
