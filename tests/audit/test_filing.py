"""Every record is filed under what its body holds, as text that each database keeps."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.audit.events import ClockAccepted, CodeReplay, Event, SignInFailed
from idp.audit.filing import NOWHERE, Filed, filed_as
from idp.audit.record import LONGEST_TEXT, body_text
from tests.audit.building import an_origin

EVENTS = (
    CodeReplay(subject="u1", client="hub", grant="g"),
    SignInFailed(factor="password", reason="wrong"),
    ClockAccepted(latest=1, accepted=1),
)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_a_record_is_filed_as_its_body_says(event: Event) -> None:
    assert filed_as(body_text(event, an_origin())) == Filed(
        event=event.name,
        actor="account-lan",
        subject=getattr(event, "subject", None),
        client=getattr(event, "client", None),
    )


@given(st.text(st.characters(exclude_categories=()), max_size=LONGEST_TEXT + 9))
def test_au_02_hostile_text_is_filed_in_letters_that_print(text: str) -> None:
    event, origin = CodeReplay(subject=text, client=text, grant=""), an_origin()
    filed = filed_as(body_text(event, replace(origin, actor=text)))
    assert filed.actor == filed.client == filed.subject
    assert filed.actor is not None
    assert filed.actor.isprintable()


def test_what_has_no_body_of_ours_is_filed_nowhere() -> None:
    assert filed_as(None) == filed_as("{}") == filed_as("no JSON") == NOWHERE
