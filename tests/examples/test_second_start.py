"""`make run` twice: what the first start left is all there, and nothing is made anew."""

from pathlib import Path

import pytest

from tests.support.running import free_ports, running


@pytest.mark.patient
def test_a_second_start_keeps_all_data(tmp_path: Path) -> None:
    ports = free_ports()
    new = ("accounts", "create", "--kind", "citizen", "--username", "moi.den", "--name", "Lê Mới")
    with running(tmp_path, ports) as first:
        assert first.idp(*new, "--password-stdin", typed="mùa xuân đến rồi\n").status == 0
    made = (tmp_path / "demonstration.json").read_bytes()
    with running(tmp_path, ports) as second:
        assert second.said == first.said
        assert "Lê Mới" in second.idp("accounts", "show", "moi.den").out
    assert (tmp_path / "demonstration.json").read_bytes() == made
