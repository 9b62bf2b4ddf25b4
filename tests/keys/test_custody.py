"""The vault opened: by many at once, through rotations, under another master key."""

import secrets
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from keys import (
    ALGORITHMS,
    Announce,
    Custody,
    Destroy,
    KeyMaterialError,
    MasterKey,
    Promote,
    Retire,
    RotationPolicy,
    SealedKey,
    UnknownPurpose,
    VaultContention,
    Withdrawal,
    open_custody,
    rewrap,
)
from tests.keys.conftest import NOW, QUICK
from tests.support.vault import MemoryVault

DAY = 86_400


class _BusyVault(MemoryVault):
    """A vault that another process always reaches first, until it gets tired."""

    lost = 0

    def keep_keys(self, keys: Sequence[SealedKey], *, expected_version: int) -> bool:
        self.lost -= 1
        return self.lost < 0 and super().keep_keys(keys, expected_version=expected_version)

    def replace_root(self, sealed: bytes, *, expected_version: int) -> bool:
        self.lost -= 1
        return self.lost < 0 and super().replace_root(sealed, expected_version=expected_version)


def test_the_first_start_makes_one_active_key_for_every_use(
    vault: MemoryVault, master: MasterKey
) -> None:
    custody = open_custody(vault, master, now=NOW)
    slots = [(key.purpose, key.algorithm, key.active_from) for key in custody.ring.keys]
    assert slots == [
        *(("token", name, NOW) for name in ALGORITHMS),
        ("checkpoint", "ES256", NOW),
        ("history", "ES256", NOW),
    ]
    assert custody.signer.algorithms(NOW) == tuple(ALGORITHMS)


def test_the_vault_never_sees_a_private_key_or_the_root_in_the_clear(
    vault: MemoryVault, master: MasterKey
) -> None:
    custody = open_custody(vault, master, now=NOW, algorithms=QUICK)
    root = vault.root()
    assert root is not None
    assert master.open_root(root) not in root
    for key in custody.ring.keys:
        with pytest.raises(ValueError, match=r"parse|deserialize"):
            ALGORITHMS[key.algorithm].sign_with(key.sealed or b"")


def test_a_second_start_changes_nothing(
    vault: MemoryVault, custody: Custody, master: MasterKey
) -> None:
    version = vault.version()
    again = open_custody(vault, master, now=NOW + 5, algorithms=QUICK)
    assert (vault.version(), again.ring) == (version, custody.ring)
    assert again.derive("sid") == custody.derive("sid")
    token = custody.signer.sign({"n": 1}, typ="JWT", algorithm="ES256", now=NOW)
    assert again.signer.verify(token, typ="JWT", now=NOW) == {"n": 1}
    envelope = custody.sealer.seal(b"seed", purpose="totp", owner="an")
    assert again.sealer.open(envelope, purpose="totp", owner="an") == b"seed"


@pytest.mark.parametrize("_", range(10))
def test_two_processes_that_start_at_once_agree_on_everything(master: MasterKey, _: int) -> None:
    vault, together = MemoryVault(), Barrier(2)

    def start(now: int) -> Custody:
        together.wait()
        return open_custody(vault, master, now=now, algorithms=QUICK)

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(start, (NOW, NOW))
    assert one.ring == two.ring
    assert len(one.ring.keys) == 4
    assert one.keyed_hash("sid", b"s") == two.keyed_hash("sid", b"s")


def test_what_a_restore_had_forgotten_is_withdrawn_once(custody: Custody) -> None:
    key = custody.ring.keys[0]
    gone = (Withdrawal(kid=key.kid, retired_at=NOW, destroyed_at=NOW + 1),)
    assert custody.withdraw(gone, NOW + 2)
    assert custody.withdraw(gone, NOW + 3) == ()
    destroyed = custody.ring.find(key.kid)
    assert destroyed is not None
    assert destroyed.sealed is None


@pytest.mark.usefixtures("custody")
def test_another_master_key_does_not_open_the_vault(vault: MemoryVault) -> None:
    with pytest.raises(KeyMaterialError, match="IDP_MASTER_KEY_FILE"):
        open_custody(vault, MasterKey(secret=secrets.token_bytes(32)), now=NOW)


def test_whoever_loses_a_race_looks_again(master: MasterKey) -> None:
    vault = _BusyVault()
    vault.lost = 3
    assert len(open_custody(vault, master, now=NOW, algorithms=QUICK).ring.keys) == 4


def test_whoever_always_loses_says_so(master: MasterKey) -> None:
    busy = _BusyVault()
    busy.lost = 1_000
    with pytest.raises(VaultContention):
        open_custody(busy, master, now=NOW, algorithms=("ES256",))
    with pytest.raises(VaultContention):
        rewrap(busy, master, master)


def test_no_verification_fails_while_keys_rotate_ten_times(
    vault: MemoryVault, master: MasterKey
) -> None:
    """RE-06: a set may be cached for 300 seconds, a token lives for 3,600."""
    policy = RotationPolicy(active_for=4 * 3_600)
    worker = open_custody(vault, master, now=NOW, policy=policy, algorithms=("ES256",))
    web = open_custody(vault, master, now=NOW, policy=policy, algorithms=("ES256",))
    tokens: deque[tuple[int, str]] = deque(maxlen=3_600 // 150)
    sets = deque([_thumbprints(web, NOW)] * 2, maxlen=2)
    signing = set()
    for now in range(NOW, NOW + 50 * 3_600, 150):
        # The job runs rarely and late: the clock alone promotes, in every process.
        if (now - NOW) % 3_000 == 0:
            worker.rotate(now)
        web.refresh(now)
        token = web.signer.sign({"iat": now}, typ="JWT", algorithm="ES256", now=now)
        tokens.append((now, token))
        for signer in (web.signer, worker.signer):
            for at, text in (tokens[0], tokens[-1]):
                assert signer.verify(text, typ="JWT", now=now) == {"iat": at}
        active = web.ring.active("ES256", "token", now)
        assert active is not None
        assert active.kid in sets[0], "the set of 300 seconds ago holds the signing key"
        signing.add(active.kid)
        sets.append(_thumbprints(web, now))
    assert len(signing) > 10


def _thumbprints(custody: Custody, now: int) -> set[str]:
    return {jwk["kid"] for jwk in custody.signer.published_jwks(now)}


def test_a_whole_life_of_a_key_is_told_by_its_moves(custody: Custody) -> None:
    (first,) = custody.ring.of(("token", "EdDSA"))
    assert custody.rotate(NOW + 1) == ()
    announced = custody.rotate(NOW + 90 * DAY - 600)
    assert {type(move) for move in announced} == {Announce}
    assert all(custody.ring.find(move.kid or "") for move in announced)
    promoted = custody.rotate(NOW + 90 * DAY)
    assert [type(move) for move in promoted] == [Promote, Retire] * 4
    assert custody.rotate(NOW + 90 * DAY + 3_599) == ()
    destroyed = custody.rotate(NOW + 90 * DAY + 3_600)
    assert {type(move) for move in destroyed} == {Destroy}
    gone = custody.ring.find(first.kid)
    assert gone is not None
    assert (gone.sealed, gone.destroyed_at) == (None, NOW + 90 * DAY + 3_600)


def test_a_retired_key_verifies_for_ever_but_only_where_it_is_asked_for(
    vault: MemoryVault, custody: Custody
) -> None:
    token = custody.signer.sign({"sub": "an"}, typ="JWT", algorithm="ES256", now=NOW)
    custody.replace_all(NOW + 10, vault)
    later = NOW + 10 + 3_600
    assert custody.signer.verify(token, typ="JWT", now=later - 1) == {"sub": "an"}
    assert custody.signer.verify(token, typ="JWT", now=later) is None
    assert custody.signer.verify(token, typ="JWT", now=later, retired=True) == {"sub": "an"}
    custody.rotate(later)
    assert custody.signer.verify(token, typ="JWT", now=later) is None
    assert custody.signer.verify(token, typ="JWT", now=later, retired=True) == {"sub": "an"}


def test_an_emergency_rotation_signs_with_new_keys_at_once(
    vault: MemoryVault, custody: Custody
) -> None:
    before = {key.kid for key in custody.ring.keys}
    custody.replace_all(NOW + 10, vault)
    custody.replace_all(NOW + 10, vault)
    for algorithm in QUICK:
        active = custody.ring.active(algorithm, "token", NOW + 10)
        assert active is not None
        assert active.kid not in before
    assert len(custody.signer.published_jwks(NOW + 10)) == 6


def test_the_history_lists_retired_keys_with_their_dates(
    vault: MemoryVault, custody: Custody
) -> None:
    (old,) = custody.ring.of(("token", "ES256"))
    custody.replace_all(NOW + 10, vault)
    signer = custody.signer
    token = signer.history(NOW + 20, issuer="https://id.example")
    claims = signer.verify(token, typ="jwk-set+jwt", now=NOW + 20, purpose="history")
    assert claims is not None
    assert (claims["iss"], claims["iat"]) == ("https://id.example", NOW + 20)
    listed = claims["keys"]
    assert isinstance(listed, list)
    (entry,) = (entry for entry in listed if entry["kid"] == old.kid)
    assert len(listed) == 2
    assert (entry["iat"], entry["exp"]) == (NOW, NOW + 10 + 3_600)
    assert entry["revoked"] == {"revoked_at": NOW + 10, "reason": "superseded"}
    assert "d" not in entry


def test_the_history_before_any_retirement_is_empty_and_names_no_issuer(custody: Custody) -> None:
    token = custody.signer.history(NOW, purpose="checkpoint")
    claims = custody.signer.verify(token, typ="jwk-set+jwt", now=NOW, purpose="history")
    assert claims == {"iat": NOW, "keys": []}


def test_a_process_follows_the_vault_and_asks_once_a_second(
    vault: MemoryVault, custody: Custody, master: MasterKey
) -> None:
    other = open_custody(vault, master, now=NOW, algorithms=QUICK)
    other.replace_all(NOW, vault)
    reads = vault.version_reads
    assert not custody.refresh(NOW)
    assert vault.version_reads == reads
    assert custody.refresh(NOW + 1)
    assert custody.ring == other.ring
    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(custody.refresh, [NOW + 2] * 50))
    assert vault.version_reads == reads + 2
    assert not custody.refresh(NOW + 2, force=True)
    assert vault.version_reads == reads + 3


def test_a_planted_key_is_refused_and_the_last_good_ring_stays(
    vault: MemoryVault, custody: Custody
) -> None:
    ring = custody.ring
    planted = replace(ring.keys[0], purpose="checkpoint")
    assert vault.keep_keys([planted], expected_version=vault.version())
    for _ in range(2):
        with pytest.raises(KeyMaterialError, match="did not seal"):
            custody.refresh(NOW + 1)
    assert custody.ring == ring


def test_a_new_master_key_opens_everything_and_the_old_one_nothing(
    vault: MemoryVault, custody: Custody, master: MasterKey
) -> None:
    envelope = custody.sealer.seal(b"seed", purpose="totp", owner="an")
    new = MasterKey(secret=secrets.token_bytes(32))
    rewrap(vault, master, new)
    again = open_custody(vault, new, now=NOW, algorithms=QUICK)
    assert again.ring == custody.ring
    assert again.sealer.open(envelope, purpose="totp", owner="an") == b"seed"
    again.signer.sign({}, typ="JWT", algorithm="EdDSA", now=NOW)
    with pytest.raises(KeyMaterialError):
        open_custody(vault, master, now=NOW)
    with pytest.raises(KeyMaterialError):
        rewrap(vault, master, new)


def test_an_empty_vault_has_nothing_to_rewrap(vault: MemoryVault, master: MasterKey) -> None:
    with pytest.raises(KeyMaterialError, match="no root secret"):
        rewrap(vault, master, master)


@pytest.mark.parametrize("purpose", ["signing_keys", "sealing", "person_keys", "unknown"])
def test_custody_hands_out_no_secret_of_its_own(custody: Custody, purpose: str) -> None:
    with pytest.raises(UnknownPurpose):
        custody.derive(purpose)
    with pytest.raises(UnknownPurpose):
        custody.keyed_hash(purpose, b"")


def test_custody_shows_no_secret(custody: Custody) -> None:
    assert repr(custody) == "Custody(***)"
