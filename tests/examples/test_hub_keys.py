"""The keys that the hub remembers: rotation, silence of the provider, floods of unknown names."""

import threading

import pytest

from examples.document_hub.access import Gate, Refusal
from examples.relying_party.provider import Provider
from examples.relying_party.remembered import Unreachable
from tests.examples.conftest import HUB, HandClock
from tests.examples.issuer import Running, a_key

SEND = "documents.send"


def fetches(running: Running) -> int:
    """How often the key set was asked for."""
    return running.issuer.asked.count("/jwks")


def test_keys_are_read_once_while_they_are_fresh(
    gate: Gate, running: Running, clock: HandClock
) -> None:
    for _ in range(5):
        gate.admit(running.issuer.access_token(HUB), SEND)
    assert fetches(running) == 1
    clock.seconds += 301
    gate.admit(running.issuer.access_token(HUB), SEND)
    assert fetches(running) == 2


def test_the_hub_goes_on_while_the_provider_is_down(
    gate: Gate, running: Running, clock: HandClock
) -> None:
    token = running.issuer.access_token(HUB)
    gate.admit(token, SEND)
    running.stop()
    try:
        assert gate.admit(token, SEND).agency == "H01.02"
        clock.seconds += 3600
        assert gate.admit(token, SEND).agency == "H01.02"
    finally:
        running.start()


def test_before_the_first_key_the_hub_is_not_ready(running: Running, clock: HandClock) -> None:
    token = running.issuer.access_token(HUB)
    provider = Provider(running.issuer.url, clock)
    gate = Gate(provider=provider, audience=HUB)
    running.stop()
    with pytest.raises(Unreachable):
        gate.admit(token, SEND)
    running.start()
    clock.seconds += 1
    assert gate.admit(token, SEND).agency == "H01.02"
    assert provider.is_known


def test_a_new_key_is_found_by_its_unknown_name(gate: Gate, running: Running) -> None:
    issuer = running.issuer
    gate.admit(issuer.access_token(HUB), SEND)
    old, issuer.key = issuer.key, a_key("second")
    issuer.published = [old, issuer.key]
    assert gate.admit(issuer.access_token(HUB), SEND).agency == "H01.02"
    assert fetches(running) == 2


def test_unknown_names_cause_one_fetch_in_thirty_seconds(
    gate: Gate, running: Running, clock: HandClock
) -> None:
    issuer = running.issuer
    gate.admit(issuer.access_token(HUB), SEND)
    issuer.published, issuer.key = [issuer.key], a_key("never published")
    for _ in range(20):
        with pytest.raises(Refusal):
            gate.admit(issuer.access_token(HUB), SEND)
    assert fetches(running) == 2
    clock.seconds += 30
    with pytest.raises(Refusal):
        gate.admit(issuer.access_token(HUB), SEND)
    assert fetches(running) == 3


def test_callers_at_the_moment_of_a_rotation_all_see_the_new_key(
    gate: Gate, running: Running
) -> None:
    issuer = running.issuer
    gate.admit(issuer.access_token(HUB), SEND)
    old, issuer.key = issuer.key, a_key("second")
    issuer.published = [old, issuer.key]
    token = issuer.access_token(HUB)
    admitted: list[str] = []
    callers = [
        threading.Thread(target=lambda: admitted.append(gate.admit(token, SEND).agency))
        for _ in range(16)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert admitted == ["H01.02"] * 16


def test_a_key_that_the_provider_withdrew_is_forgotten_when_the_set_is_read_again(
    gate: Gate, running: Running, clock: HandClock
) -> None:
    issuer = running.issuer
    token = issuer.access_token(HUB)
    gate.admit(token, SEND)
    issuer.published = [a_key("second")]
    clock.seconds += 301
    with pytest.raises(Refusal):
        gate.admit(token, SEND)


def test_a_discovery_document_of_another_issuer_is_not_believed(running: Running) -> None:
    """Discovery §4.3."""
    provider = Provider(f"http://localhost:{running.issuer.port}")
    with pytest.raises(Unreachable):
        provider.metadata()
