"""The clocks of a request: the command line, what the person reads, and the worker's alarm."""

import json
import re

import pytest

from idp.jobs.watch_data_requests import watch_data_requests
from tests.support.command import Command, command
from tests.support.post import REACHABLE, delivered
from tests.support.site import TEST_ORIGIN, Site
from tests.support.visitor import Visitor
from tests.web.test_history import signed_in

__all__ = ["command"]
DAY = 86_400
TOLD = re.compile("được gia hạn|duoc gia han")  # by e-mail and by SMS
WHY = "Chờ sở tư pháp xác minh"


@pytest.fixture(name="visitor")
def _visitor(site: Site) -> Visitor:
    """Somebody who asked for a correction at noon of a Friday, 15/01/2027."""
    visitor = signed_in(site, site.person(claims=REACHABLE))
    page = visitor.open("/account/requests")
    visitor.press(page, "ask-correction", told="ngày sinh sai")
    return visitor


def _waiting(command: Command) -> dict[str, object]:
    code, said = command("requests", "list", "--json")
    assert code == 0
    (one,) = json.loads(said.out)["requests"]
    return dict(one)


def test_a_request_is_extended_once_and_the_person_reads_why(
    site: Site, visitor: Visitor, command: Command
) -> None:
    """Decree 356/2025 art. 5."""
    request = str(_waiting(command)["request"])
    code, said = command("requests", "extend", request, "--reason", " ")
    assert (code, said.err) == (1, "Say why, in one line that the person will read.\n")
    code, said = command("requests", "extend", request, "--reason", WHY)
    assert (code, said.err) == (0, "The request is due by 2027-02-04.\n")
    code, said = command("requests", "extend", request, "--reason", WHY)
    assert (code, said.err) == (1, "The law extends a request once, and this one was.\n")
    known = _waiting(command)
    assert (known["due_by"], known["extended"]) == ("2027-02-04", True)
    page = visitor.open("/account/requests").text
    assert f"Lý do: {WHY}" in page
    assert "04/02/2027" in page
    told = [one.to for one in delivered(site) if TOLD.search(one.text)]
    assert sorted(told) == ["+84912345678", "an.nguyen@example.vn"]
    (event,) = site.events("data_request_extended")
    assert WHY not in str(event)


def test_a_request_is_answered_once(site: Site, visitor: Visitor, command: Command) -> None:
    request = str(_waiting(command)["request"])
    assert command("requests", "answer", request)[0] == 0
    code, said = command("requests", "answer", request)
    assert (code, said.err) == (1, "The request was answered before, or is over.\n")
    assert _waiting(command)["answered"] is True
    assert "Đang xử lý" in visitor.open("/account/requests").text
    assert len(site.events("data_request_answered")) == 1


def test_the_time_that_ran_out_is_not_extended(
    site: Site, visitor: Visitor, command: Command
) -> None:
    request = str(_waiting(command)["request"])
    site.clock.turn(11 * DAY)
    code, said = command("requests", "extend", request, "--reason", WHY)
    assert (code, said.err) == (1, "Its time has run out; the law extends it only before.\n")
    assert command("requests", "extend", "nobody's", "--reason", WHY)[0] == 1
    assert visitor.open("/account/requests").status_code == 303


@pytest.mark.usefixtures("visitor")
def test_the_worker_raises_each_alarm_once(site: Site) -> None:
    for _ in range(2):
        watch_data_requests(site.provider, TEST_ORIGIN)
    assert site.events("data_request_runs_out") == []
    site.clock.turn(11 * DAY)
    assert watch_data_requests(site.provider, TEST_ORIGIN) == 2
    assert watch_data_requests(site.provider, TEST_ORIGIN) == 0
    told = [one["details"] for one in site.events("data_request_runs_out")]
    assert [(one["clock"], one["is_over"]) for one in told] == [("answer", True), ("done", True)]
