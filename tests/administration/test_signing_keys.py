"""Every key move becomes one audit event."""

from pathlib import Path

from idp.administration.signing_keys import events_of
from keys import create_master_key, open_custody
from tests.support.vault import MemoryVault

NOW = 1_800_000_000


def test_an_emergency_rotation_announces_and_retires(tmp_path: Path) -> None:
    master = create_master_key(tmp_path / "master.key")
    vault = MemoryVault()
    custody = open_custody(vault, master, now=NOW, algorithms=("ES256",))
    events = events_of(custody.replace_all(NOW + 60, vault), custody)
    names = {event.name for event in events}
    assert {"key_announced", "key_retired"} <= names
