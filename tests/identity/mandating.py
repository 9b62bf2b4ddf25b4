"""Lan, who lets Minh act for her or for the company that she represents: words for the tests."""

from dataclasses import replace
from typing import Any

from idp.identity import mandates
from idp.identity.mandates import (
    Given,
    NotGiven,
    Offer,
)
from idp.identity.ports import Session
from idp.protocol.client import Client
from idp.protocol.mandate import EVERYTHING, Mandate
from idp.protocol.ports import Person
from tests.identity.world import Someone, World

COMPANY = "0100233488"
YEAR = 365 * 86_400
PORTAL = Client(client_id="portal", name="Cổng")


def somebody(world: World, username: str) -> Someone:
    """A person whom the protocol knows too."""
    who = world.someone(username)
    person = Person(account_id=who.account_id, kind="citizen", active=True, claims={}, sources={})
    world.protocol.people.put(person)
    return who


def an_offer(world: World, name: str = "minh", **changes: Any) -> Offer:
    """Lan asks Minh to act for her at the portal."""
    offer = Offer(
        parent=None,
        name=name,
        covers=("service:portal",),
        offered=("service:portal", "service:land", "documents.send"),
        limit=None,
        until=world.clock.at + YEAR,
    )
    return replace(offer, **changes)


def represents(world: World, who: Someone, **changes: Any) -> Mandate:
    """The person is legal representative of the company, says the register."""
    world.protocol.mandates.put_organisation(COMPANY)
    mandate = Mandate(
        id=f"representative-{who.username}",
        kind="legal_representative",
        principal_kind="organisation",
        principal=COMPANY,
        holder=who.account_id,
        covers=(EVERYTHING,),
        since=world.clock.at,
        source="register",
        given_by="system:op@host",
        created_at=world.clock.at,
        accepted_at=world.clock.at,
    )
    mandate = replace(mandate, **changes)
    world.protocol.mandates.add(mandate)
    return mandate


def offered(world: World, session: Session, **changes: Any) -> Mandate:
    """A mandate that waits for Minh."""
    outcome = mandates.give(an_offer(world, **changes), session, world.context())
    assert isinstance(outcome, Given), outcome
    return outcome.mandate


def notices(world: World, who: Someone) -> list[str]:
    """What the person will read."""
    return [one.kind for one in world.identity.notices.unseen(who.account_id)]


def objection(world: World, session: Session, **changes: Any) -> str:
    """Why the offer is refused."""
    outcome = mandates.give(an_offer(world, **changes), session, world.context())
    assert isinstance(outcome, NotGiven), outcome
    return outcome.reason
