"""Of many who change one client at once exactly one wins, and nothing is half done (I-01)."""

from functools import partial

import pytest

from idp.administration import client_changes, client_production, clients, signing_keys
from idp.administration.client_changes import Edit
from idp.administration.client_metadata import ClientMetadata
from idp.administration.proposing import Proposed
from idp.administration.refusal import Refused
from tests.races.racing import together
from tests.races.test_four_eyes import _approve, _officials
from tests.support.officials import Officials
from tests.support.site import CALLBACK, TEST_ORIGIN

__all__ = ["_officials"]
ROUNDS = 5
RACERS = 6


def a_client(officials: Officials) -> str:
    """One in test, with a whole record."""
    metadata = ClientMetadata(
        client_name="Cổng", redirect_uris=(CALLBACK,), owner="a", contact="b", agreement="c",
        legal_ground="d",
    )  # fmt: skip
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        made = clients.create(metadata, unit.administration)
        unit.commit()
    return made.client.client_id


def _edit(officials: Officials, client: str, number: int) -> str:
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        asked = Edit(client_id=client, members={"contact": f"c{number}"}, version=1)
        try:
            client_changes.edit(asked, unit.administration)
        except Refused as refusal:
            return refusal.code
        unit.commit()
    return f"c{number}"


def test_of_edits_of_one_version_one_wins(officials: Officials) -> None:
    for _ in range(ROUNDS):
        client = a_client(officials)
        outcomes = together([partial(_edit, officials, client, one) for one in range(RACERS)])
        (won,) = (one for one in outcomes if one != "changed_meanwhile")
        with officials.site.provider.unit(TEST_ORIGIN) as unit:
            after = clients.known(client, unit.administration)
        assert (after.contact, after.version) == (won, 2)


def test_a_client_comes_into_production_once(officials: Officials) -> None:
    """By the approvals of two proposals, and of the same one by several."""
    for _ in range(ROUNDS):
        client, proposals = a_client(officials), list[str]()
        for _ in range(2):
            with officials.site.provider.unit(TEST_ORIGIN) as unit:
                asked = client_production.request(client, unit.administration)
                unit.commit()
            assert isinstance(asked, Proposed)
            proposals.append(asked.proposal.id)
        outcomes = together(
            [
                partial(_approve, officials, proposals[number % 2], f"approver.{number}")
                for number in range(RACERS)
            ]
        )
        assert outcomes.count("executed") == 1
        assert set(outcomes) <= {"executed", "in_production", "changed_meanwhile", "not_waiting"}
        promoted = officials.site.events("client_in_production")
        assert len([one for one in promoted if one["client"] == client]) == 1


@pytest.mark.parametrize("number", range(2))
def test_of_two_emergencies_at_once_each_leaves_one_key_of_a_kind(
    officials: Officials, number: int
) -> None:
    """The vault's version decides; the loser plans anew on what the winner left."""

    def rotated() -> int:
        with officials.site.provider.unit(TEST_ORIGIN) as unit:
            moves = signing_keys.replace_all(f"ticket {number}", unit.administration)
            unit.commit()
        return len(moves)

    together([rotated] * 3)
    officials.site.clock.turn(1)
    with officials.site.provider.unit(TEST_ORIGIN) as unit:
        listed = signing_keys.listed(unit.administration)
    active = [(key.purpose, key.algorithm) for key in listed if key.state == "active"]
    assert len(active) == len(set(active)) > 0
    retired = [key.kid for key in listed if key.retired_at is not None]
    assert len(retired) == len({*retired})
