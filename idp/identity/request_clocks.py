"""The law's clocks of a request about data: answered, extended once, alarms before the end.

Decree 356/2025 art. 5. `attend` is the worker's. Next: `own_requests.py`, how a request ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

from idp.audit.events import DataRequestAnswered, DataRequestExtended, DataRequestRunsOut
from idp.identity.context import Context
from idp.identity.data_requests import DataRequest
from idp.identity.notice import tell

Clock = Literal["answer", "done", "extended"]
Stage = Literal["running", "near", "over"]
NEAR: Final[Mapping[Clock, int]] = MappingProxyType(
    {"answer": 86_400, "done": 3 * 86_400, "extended": 3 * 86_400}
)
"""Seconds before the end from which on a clock is near it: somebody must find the time."""
_WORST: Final[tuple[Stage, ...]] = ("over", "near", "running")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotExtended:
    """The law's time stays as it was."""

    reason: Literal["request_over", "extended_before", "too_late"]


def clocks_of(request: DataRequest) -> Mapping[Clock, int]:
    """The clocks that run, and the last second of each; an extension answers, too."""
    if request.ended_at is not None:
        return {}
    if request.extended_at is not None:
        return {"extended": request.due_by}
    if request.answered_at is not None:
        return {"done": request.due_by}
    return {"answer": request.answer_by, "done": request.due_by}


def stage_of(request: DataRequest, now: int) -> Stage:
    """How it stands with the clock that is worst."""
    found = {_stage(clock, end, now) for clock, end in clocks_of(request).items()}
    return next((stage for stage in _WORST if stage in found), "running")


def answer(found: DataRequest, context: Context) -> bool:
    """The person reads that somebody works on it; True for one caller."""
    if found.ended_at is not None or found.answered_at is not None:
        return False
    if not context.data_requests.answer(replace(found, answered_at=context.now)):
        return False
    context.record(DataRequestAnswered(subject=found.account_id, request=found.id))
    tell(found.account_id, "request_answered", {}, context)
    return True


def extend(found: DataRequest, reason: str, context: Context) -> DataRequest | NotExtended:
    """The law's one extension is used, for one caller; the person reads why on every channel."""
    if found.ended_at is not None:
        return NotExtended(reason="request_over")
    if found.extended_at is not None:
        return NotExtended(reason="extended_before")
    if context.now > found.due_by:
        return NotExtended(reason="too_late")
    longer = replace(found, extended_at=context.now, extension=reason)
    if not context.data_requests.extend(longer):
        return NotExtended(reason="extended_before")
    context.record(
        DataRequestExtended(subject=found.account_id, request=found.id, due=longer.due_by)
    )
    tell(found.account_id, "request_extended", {}, context)
    return longer


def attend(seen: DataRequest, context: Context) -> int:
    """An alarm for each clock that came near its end or to it, once; return how many."""
    stages = {
        (clock, _stage(clock, end, context.now)): end for clock, end in clocks_of(seen).items()
    }
    fresh = {
        (clock, stage): end
        for (clock, stage), end in stages.items()
        if stage != "running" and f"{clock}:{stage}" not in seen.alarms
    }
    raised = seen.alarms | {f"{clock}:{stage}" for clock, stage in fresh}
    if not fresh or not context.data_requests.note_alarms(replace(seen, alarms=raised), seen):
        return 0
    for (clock, stage), end in fresh.items():
        context.record(
            DataRequestRunsOut(
                subject=seen.account_id,
                request=seen.id,
                clock=clock,
                due=end,
                is_over=stage == "over",
            )
        )
    return len(fresh)


def _stage(clock: Clock, end: int, now: int) -> Stage:
    if now > end:
        return "over"
    return "near" if now > end - NEAR[clock] else "running"
