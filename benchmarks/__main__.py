"""`make bench`: install, measure, print, keep. A few minutes; nothing of it stays but the table."""

import os
import sys
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median

from benchmarks import load, measuring, report, rows, servers
from benchmarks.installation import Installation, install
from benchmarks.rows import Finding
from benchmarks.servers import Running


def main() -> int:
    """Return the status: 0 when measured, 2 where this machine cannot."""
    cores = servers.cores()
    if cores is None:
        print("One core: the load would be measured too. No figures.", file=sys.stderr)
        return 2
    lacking = load.missing()
    if lacking is not None:
        print(lacking, file=sys.stderr)
        return 2
    issuer = f"http://127.0.0.1:{servers.free_port()}"
    with tempfile.TemporaryDirectory(prefix="an-tin-benchmarks-") as folder:
        everywhere = servers.every_core()
        installed = install(
            issuer,
            Path(folder),
            people=measuring.MANY_PEOPLE,
            holders=measuring.HOLDERS,
            keepers=measuring.MANY_PEOPLE,
        )
        found, remark = _on_all_cores(installed, everywhere)
        os.sched_setaffinity(0, {cores[1]})
        findings, remarks = _measure(installed, cores)
        findings, remarks = [*findings, *found], [*remarks, remark]
    text = report.table(findings)
    print(text, *remarks, sep="\n")
    print(report.append(text, remarks).name)
    return 0


def _measure(installed: Installation, cores: tuple[int, int]) -> tuple[list[Finding], list[str]]:
    starts = []
    for _ in range(measuring.ROUNDS):
        with _provider(installed, cores) as server:
            starts.append(server.started_in)
    floor = measuring.hash_floor(installed, cores[0])
    with servers.ready_bytes(cores[0]) as ready, _provider(installed, cores) as server:
        measuring.warm_up(installed)
        done = [measuring.measure_round(installed, ready, server) for _ in range(measuring.ROUNDS)]
        findings = measuring.endpoint_findings(done)
        findings += _sign_ins(installed, server, floor, median(each.ready for each in done))
        findings += _under_load(installed, server)
    start = median(starts)
    findings.append(Finding(row=rows.COLD_START, value=start, figure=f"{start:.2f} s"))
    unit = [figure for each in done for figure in (each.before, each.after)]
    held = len(measuring.steady(done))
    return findings, [
        f"ready bytes: {min(unit):.0f} to {max(unit):.0f} µs; {held} of {len(done)} rounds held "
        f"still within {measuring.MOST_DRIFT:.0%}",
        f"hash floor: {floor.per_second:.1f} a second, {floor.seconds * 1e3:.1f} ms each",
    ]


def _on_all_cores(installed: Installation, cores: str) -> tuple[list[Finding], str]:
    """Two workers on every core, which they share with the load."""
    floor = measuring.hash_floor(installed, cores)
    with servers.provider(cores, installed.issuer, installed.told, workers=2) as server:
        begun = server.seconds()
        p99, storm, load = measuring.all_cores(installed)
        spent = (server.seconds() - begun) / max(storm.sign_ins, 1)
        by_key = measuring.passkeys_on_all_cores(installed)
    told = f"{storm.per_second:.1f} a second, {storm.refused} refused"
    return [
        Finding(row=rows.ALL_CORES_LOGIN, value=storm.per_second / floor.per_second, figure=told),
        Finding(row=rows.ALL_CORES_TOKEN, value=p99, figure=f"{storm.sign_ins} sign-ins"),
        Finding(
            row=rows.PASSKEY,
            value=by_key.per_second / storm.per_second,
            figure=f"{by_key.per_second:.1f} a second, {by_key.refused} refused",
        ),
    ], (
        f"hash floor of all cores: {floor.per_second:.1f} a second, {floor.seconds * 1e3:.1f} ms "
        f"each; a sign-in took {spent * 1e3:.1f} ms of the server, probes included, and "
        f"{load * 1e3:.1f} ms of the load, which shares the cores"
    )


def _provider(installed: Installation, cores: tuple[int, int]) -> AbstractContextManager[Running]:
    return servers.provider(cores[0], installed.issuer, installed.told)


def _sign_ins(
    installed: Installation, server: Running, floor: measuring.Floor, unit: float
) -> list[Finding]:
    """The login flow without its hash, and with it."""
    storm, seconds = measuring.sign_in_storm(installed, server)
    apart = (seconds - floor.seconds) * 1e6
    requests = storm.requests / max(storm.sign_ins, 1)
    share = storm.per_second / floor.per_second
    return [
        Finding(
            row=rows.FLOW,
            value=apart / unit,
            figure=f"{apart:.0f} µs in {requests:.0f} requests",
        ),
        Finding(row=rows.LOGIN, value=share, figure=f"{storm.per_second:.1f} a second"),
    ]


def _under_load(installed: Installation, server: Running) -> list[Finding]:
    """Latency under load, and what the load leaves in memory."""
    p50, p99 = measuring.tail(installed)
    busy, storm = measuring.token_in_a_storm(installed)
    memory = server.memory()
    told = f"{storm.sign_ins} sign-ins, {storm.refused} refused"
    return [
        Finding(row=rows.TAIL, value=p99 / p50, figure=f"{p50:.1f} and {p99:.1f} ms"),
        Finding(row=rows.BUSY_TOKEN, value=busy, figure=told),
        Finding(row=rows.MEMORY, value=memory, figure=f"{memory:.0f} MiB"),
    ]


if __name__ == "__main__":
    sys.exit(main())
