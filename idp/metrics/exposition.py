"""Figures as Prometheus text: one family for each thing that is told, with its meaning."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, get_args

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from idp.identity.request_clocks import Stage
from idp.metrics.figures import BOUNDS, Snapshot
from idp.metrics.shared import Shared
from idp.provider import Counted

COUNTERS: Final[Mapping[Counted, tuple[str, str]]] = {
    "tokens_issued": ("Token answers, by grant type.", "grant_type"),
    "refusals": ("Refused requests, by error code.", "error"),
    "sign_ins": ("Steps of a sign-in, by how they ended.", "outcome"),
    "store_unavailable": ("Requests answered 503 because a store did not answer.", ""),
}
"""What is counted → its meaning and the name of its label, if it has one."""


class _Told:
    """What `generate_latest` asks; the registry wants an object."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def exposition(counted: Snapshot, shared: Shared | None) -> bytes:
    """Return the text of every family; without `shared` the database does not answer."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Told([*_counted(counted), *_shared(shared)]))
    return generate_latest(registry)


def _counted(counted: Snapshot) -> Iterator[Metric]:
    requests = HistogramMetricFamily(
        "idp_request_seconds",
        "Time to answer, by route, method and class of status; its count is the requests.",
        labels=("route", "method", "status"),
    )
    for kind, latencies in sorted(counted.requests.items()):
        requests.add_metric(kind, _cumulative(latencies.counts), latencies.seconds)
    yield requests
    for name, (meaning, label) in COUNTERS.items():
        family = CounterMetricFamily(f"idp_{name}", meaning, labels=(label,) if label else ())
        found = {of: count for (what, of), count in counted.counts.items() if what == name}
        for of, count in sorted(found.items()):
            family.add_metric((of,) if label else (), count)
        yield family
    yield GaugeMetricFamily(
        "idp_hashes_in_use", "Passwords being hashed.", value=counted.hashes.in_use
    )
    yield CounterMetricFamily(
        "idp_hashes_refused", "Sign-ins put off, too many hashing.", value=counted.hashes.refused
    )


def _shared(shared: Shared | None) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "idp_database_answers", "1 if the database answered just now.", value=shared is not None
    )
    if shared is None:
        return
    ages = GaugeMetricFamily(
        "idp_signing_key_age_seconds",
        "How long the active key has been signing.",
        labels=("purpose", "algorithm"),
    )
    for age in shared.key_ages:
        ages.add_metric((age.purpose, age.algorithm), age.seconds)
    yield ages
    yield GaugeMetricFamily(
        "idp_logouts_waiting",
        "Back-channel logouts that the worker has still to deliver.",
        value=shared.logouts_waiting,
    )
    requests = GaugeMetricFamily(
        "idp_data_requests_waiting",
        "People's requests about their data, by how near the law's time is to its end.",
        labels=("clock",),
    )
    for stage in get_args(Stage):
        requests.add_metric((stage,), shared.data_requests.get(stage, 0))
    yield requests


def _cumulative(counts: list[int]) -> list[tuple[str, float]]:
    bounds = (*map(str, BOUNDS), "+Inf")
    return [(bound, sum(counts[: place + 1])) for place, bound in enumerate(bounds)]
