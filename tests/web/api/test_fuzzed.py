"""The document of the API is true: requests made up from it, right and wrong ones, are answered so.

Schemathesis in this process, no server: each answer has a documented status, media type and shape,
none is a 5xx, and what the document forbids is refused.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from idp.administration.role_changes import ROLES
from tests.support.api import Api, api_of
from tests.support.officials import NATIONAL
from tests.support.scale import count
from tests.support.site import open_site

MODES: Final = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
# What suits the document may still be refused by a rule that no document can say: see `refused`.
NOT_ASKED: Final = {"positive_data_acceptance"}
# Each answer reads every event, of which each request makes one more.
READ_EVERYTHING: Final = {"/trail": 20, "/trail/verification": 20}
PARTS: Final = 4  # of the operations, every fourth in each: two processes share them
RULES_SAY_SO: Final = {200, 201, 202, 403, 404, 409, 412, 422, 428}


@pytest.fixture(scope="module", name="api")
def _api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """One official with every role of the country, so that nothing ends at the door."""
    site = open_site(tmp_path_factory.mktemp("fuzzed"))
    api = api_of(site)
    for role in ROLES:
        if role != NATIONAL:
            api.officials.give("an", role)
    yield api
    site.provider.close()


def _known(api: Api, part: int) -> dict[str, str]:
    """Things that exist, of each part its own: what is proposed may be approved in it."""
    return {
        "proposal_id": api.officials.proposed_grant(f"of.part.{part}", "auditor", "G12"),
        "client_id": api.site.client().id,
        "code": "G12",
    }


@pytest.mark.soak(name="api_requests")
@pytest.mark.parametrize("part", range(PARTS))
def test_every_answer_to_made_up_requests_is_documented(api: Api, part: int) -> None:
    load_all_checks()
    checks = [check for check in CHECKS.get_all() if _name(check) not in NOT_ASKED]
    schema = schemathesis.openapi.from_dict(api.get("/openapi.json").get_json())
    found: list[Any] = list(schema.get_all_operations())
    operations = [result.ok() for result in found]
    # To make one up costs more than to answer it: what is right is sent twice.
    share = count("api_requests") // (len(operations) * 3) + 1
    token, known, seen = api.token("an"), _known(api, part), Counter[int]()

    def answered(case: Any, *, right: bool) -> None:
        answer = case.call(
            app=api.site.application,
            base_url=f"{api.site.provider.settings.issuer}/api",
            headers={"Authorization": f"Bearer {token}", "Host": "localhost:8000"},
        )
        seen[answer.status_code] += 1
        case.validate_response(answer, checks=checks)
        if right and answer.status_code not in RULES_SAY_SO:
            assert answer.json()["code"] == "unknown_cursor", answer.text

    def ask(operation: Any, mode: GenerationMode) -> None:
        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=min(share, READ_EVERYTHING.get(operation.path, share)),
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        def one(case: Any) -> None:
            right = mode is GenerationMode.POSITIVE
            answered(case, right=right)
            if right:  # once more, about a thing that exists; or the very same
                named = set(case.path_parameters or ()) & set(known)
                case.path_parameters |= {name: known[name] for name in named}
                answered(case, right=right)

        one()

    for operation in operations[part::PARTS]:
        for mode in MODES:
            try:
                ask(operation, mode)
            except Unsatisfiable:  # there is nothing to send, so nothing to send wrongly
                assert mode is GenerationMode.NEGATIVE
                assert operation.method == "get"
    assert sum(seen.values()) >= count("api_requests") / PARTS * 0.8
    assert {200, 404, 422} <= set(seen)


def _name(check: Any) -> str:
    return str(getattr(check, "name", None) or check.__name__)
