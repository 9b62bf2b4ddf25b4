"""The command line of one site, as an operator has it: what it answers, and what it says."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Protocol

import pytest

from idp.cli.doors import Doors
from idp.cli.group import main
from idp.provider import Provider
from idp.settings import Settings
from tests.support.site import Site

__all__ = ["Command", "command"]


class Said(Protocol):
    """What a command wrote."""

    @property
    def out(self) -> str:
        """The answer."""

    @property
    def err(self) -> str:
        """The messages."""


class Command:
    """`command("accounts", "show", "an")`."""

    def __init__(self, place: Site, capsys: pytest.CaptureFixture[str]) -> None:
        @contextmanager
        def opened(_settings: Settings) -> Iterator[Provider]:
            yield place.provider

        self._capsys = capsys
        self._doors = Doors(
            settings=lambda: place.provider.settings,
            open_provider=opened,
            work=lambda _provider, _origin: None,
            upgrade_database=lambda _settings: None,
            database_is_current=lambda _settings: True,
            metrics=lambda _settings: nullcontext(),
            certificates=lambda _settings, _showing: nullcontext(),
        )

    def __call__(self, *arguments: str) -> tuple[int, Said]:
        """The exit code, and what was written."""
        self._capsys.readouterr()
        code = main(self._doors, arguments)
        return code, self._capsys.readouterr()


@pytest.fixture(name="command")
def command(site: Site, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(site, capsys)
