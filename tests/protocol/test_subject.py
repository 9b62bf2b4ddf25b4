"""By which `sub` and `sid` a client knows a person and a session (OIDC Core §8)."""

from dataclasses import replace

import pytest

from idp.protocol.errors import ProtocolError
from idp.protocol.sid import sid_of
from idp.protocol.subject import account_known_as, sector_of, subject_of
from tests.support.builders import a_client, a_world
from tests.support.rulebook import custody

B = replace(a_client(), sector="b.example.vn")
C = replace(a_client(), client_id="c", sector="c.example.vn")
SISTER = replace(C, client_id="d", sector="b.example.vn")
PUBLIC = replace(B, client_id="e", subject_type="public")


def test_services_of_different_sectors_cannot_compare_notes() -> None:
    """OIDC Core §8.1."""
    context = a_world().context
    subjects = {client.client_id: subject_of("u1", client, context) for client in (B, C, PUBLIC)}
    assert len(set(subjects.values())) == 3
    assert subject_of("u1", SISTER, context) == subjects["b"]
    assert subject_of("u2", B, context) != subjects["b"]


def test_a_sub_never_changes_once_a_client_has_seen_it() -> None:
    """I-23, Settled: the stored one wins, also an imported one."""
    world = a_world()
    world.stores.subjects.keep("b.example.vn", "u1", "imported-7")
    assert subject_of("u1", B, world.context) == "imported-7"
    assert account_known_as("imported-7", B, world.context) == "u1"
    assert account_known_as("imported-7", C, world.context) == ""


def test_a_public_sub_is_looked_up_where_it_was_kept() -> None:
    """OIDC Core §8: by hint and by claim, whatever sector the client has."""
    context = a_world().context
    subject = subject_of("u1", PUBLIC, context)
    assert account_known_as(subject, PUBLIC, context) == "u1"
    assert account_known_as(subject, B, context) == ""


@pytest.mark.parametrize(
    ("uris", "named", "sector"),
    [
        (["https://a.vn/x", "https://a.vn:444/y"], None, "a.vn"),
        (["https://a.vn/x", "https://b.vn/y"], "gov", "gov"),
        (["vn.example.app:/back"], None, "vn.example.app"),
        ([], None, ""),
    ],
)
def test_a_sector_is_named_or_the_one_host(uris: list[str], named: str | None, sector: str) -> None:
    """OIDC Core §8.1."""
    assert sector_of(uris, named) == sector


def test_several_hosts_need_a_named_sector() -> None:
    """OIDC Core §8.1."""
    with pytest.raises(ProtocolError, match="invalid_client_metadata"):
        sector_of(["https://a.vn/x", "https://b.vn/y"], None)


def test_a_sid_is_stable_and_different_for_every_client_and_session() -> None:
    """Back-Channel Logout §2.1; ("a", "bc") is not ("ab", "c")."""
    pairs = [("s1", "b"), ("s1", "c"), ("s2", "b"), ("a", "bc"), ("ab", "c")]
    sids = [sid_of(custody(), *pair) for pair in pairs]
    assert len(set(sids)) == len(pairs)
    assert sids == [sid_of(custody(), *pair) for pair in pairs]
    assert all(len(sid) == 32 for sid in sids)
