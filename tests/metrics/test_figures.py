"""What a process counts, how processes are summed, and how it is told."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from idp.metrics.exposition import exposition
from idp.metrics.figures import Figures, HashLoad, Snapshot
from idp.metrics.files import read_sum, write
from idp.metrics.shared import KeyAge, Shared

SHARED = Shared(
    key_ages=(KeyAge(purpose="token", algorithm="ES256", seconds=77),),
    logouts_waiting=3,
    data_requests={"over": 2},
)


def samples(text: bytes) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def counted(in_use: int = 1) -> Snapshot:
    figures = Figures(lambda: HashLoad(in_use=in_use, refused=2))
    figures.request("/token", "POST", "200 OK", 0.003)
    figures.request("/token", "POST", "200 OK", 0.2)
    figures.request("/token", "POST", "201 CREATED", 99.0)
    figures.request("/", "BREW", "405 METHOD NOT ALLOWED", 0.0)
    figures.add("refusals", "invalid_grant")
    figures.add("store_unavailable")
    return figures.snapshot()


def a_dead_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_processes_are_summed_and_the_dead_do_nothing_any_more(tmp_path: Path) -> None:
    write(counted(), tmp_path / f"{os.getpid()}-one.json")
    write(counted(in_use=5), tmp_path / f"{a_dead_process()}-two.json")
    total = read_sum(tmp_path)
    assert total.hashes == HashLoad(in_use=1, refused=4)
    assert total.counts == {("refusals", "invalid_grant"): 2, ("store_unavailable", ""): 2}
    latencies = total.requests["/token", "POST", "2xx"]
    assert (sum(latencies.counts), round(latencies.seconds, 3)) == (6, 198.406)


def test_each_request_is_in_every_bound_that_it_kept() -> None:
    told = samples(exposition(counted(), SHARED))
    token = (("method", "POST"), ("route", "/token"), ("status", "2xx"))

    def within(bound: str) -> float:
        return told["idp_request_seconds_bucket", tuple(sorted((*token, ("le", bound))))]

    bounds = ("0.0025", "0.005", "0.25", "5.0", "+Inf")
    assert tuple(map(within, bounds)) == (0, 1, 2, 2, 3)
    assert told["idp_request_seconds_count", token] == 3


def test_only_known_methods_and_classes_of_status_are_labels() -> None:
    told = samples(exposition(counted(), SHARED))
    labels = {labels for name, labels in told if name == "idp_request_seconds_count"}
    assert (("method", "other"), ("route", "/"), ("status", "4xx")) in labels


def test_who_does_not_listen_does_not_know_prometheus() -> None:
    """No metrics, no cost: not even the memory of the library."""
    program = "import sys, idp.app; sys.exit('prometheus_client' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_keys_logouts_and_requests_are_told_while_the_database_answers() -> None:
    told = samples(exposition(counted(), SHARED))
    age = (("algorithm", "ES256"), ("purpose", "token"))
    assert told["idp_signing_key_age_seconds", age] == 77
    assert told["idp_logouts_waiting", ()] == 3
    for clock, count in (("running", 0), ("near", 0), ("over", 2)):
        assert told["idp_data_requests_waiting", (("clock", clock),)] == count
    assert told["idp_database_answers", ()] == 1
    silent = samples(exposition(replace(counted(), requests={}), None))
    assert silent["idp_database_answers", ()] == 0
    assert silent["idp_refusals_total", (("error", "invalid_grant"),)] == 1
    assert "idp_logouts_waiting" not in {name for name, _labels in silent}
