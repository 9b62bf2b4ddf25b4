"""People in files: what is imported in tests, and who is here afterwards."""

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from idp.administration import organisations
from idp.administration.import_ports import Import
from idp.administration.imports import checking, writing
from idp.administration.imports.layout import lines_in
from idp.administration.ports import Organisation
from tests.support.command import Command
from tests.support.site import TEST_ORIGIN, Site

OFFICE = Organisation(code="G14", name="Bộ Thông tin", kind="ministry")
HEADER = "username,kind,name,email,email_verified,phone,personal_number,organisation,title\n"
PEOPLE = (
    "an,citizen,Nguyễn Văn An,an@example.vn,true,0912345678,001099000001,,\n"
    "binh,official,Trần Thị Bình,binh@example.vn,false,,,G14,Thư ký\n"
    "chi,citizen,Lê Chi,,,,,,\n"
)
File = Callable[..., str]


@pytest.fixture(name="file")
def file(tmp_path: Path) -> File:
    """Write a file and name it."""

    def written(text: str, name: str = "people.csv") -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


@pytest.fixture(name="idp")
def idp(site: Site, command: Command) -> "Answering":
    """The commands of accounts, where the office stands in the tree."""
    found(site)
    return Answering(command)


class Answering:
    """The command line of one site; JSON is read."""

    def __init__(self, typed: Command) -> None:
        self._typed = typed

    def __call__(self, *arguments: str) -> tuple[int, Any]:
        """The exit code and the JSON that was answered, or the words of a refusal."""
        code, said = self._typed("accounts", *arguments)
        return code, json.loads(said.out) if said.out.startswith("{") else said.err

    def words(self, *arguments: str) -> list[str]:
        """The messages, one a line."""
        return self._typed("accounts", *arguments)[1].err.splitlines()


def found(place: Site) -> None:
    """The office of the officials stands in the tree."""
    with place.provider.unit(TEST_ORIGIN) as unit:
        organisations.create(OFFICE, unit.administration)
        unit.commit()


def everybody(place: Site) -> dict[str, Mapping[str, object]]:
    """Everybody who is here, by user name: kind, claims with verification, posts."""
    with place.provider.unit(TEST_ORIGIN) as unit:
        people = unit.administration.directory.after("", None, None)
        return {
            one.username: {
                "kind": one.kind,
                "level": one.level,
                "attributes": {
                    name: (attribute.value, attribute.verified_at is not None)
                    for name, attribute in one.attributes.items()
                },
                "posts": [(post.organisation, post.title) for post in one.posts],
            }
            for one in people
        }


def read(path: Path, place: Site) -> Sequence[checking.Judged]:
    """The lines of the file, judged alone and sealed."""
    lines = tuple(lines_in(path.read_bytes().splitlines(keepends=True), "csv"))
    with place.provider.unit(TEST_ORIGIN) as unit:
        known = unit.administration
        return checking.judge_alone(lines, known.custody, known.now, known.imports.sealed)


def cut_off(place: Site, path: Path, *, lines: int) -> Import:
    """An import of the file begins, and so many lines are written."""
    order = writing.Order(
        digest=sha256(path.read_bytes()).hexdigest(), file=str(path), layout="csv", skips=False
    )
    with place.provider.unit(TEST_ORIGIN) as unit:
        one = writing.found(order, unit.administration)
        writing.begin(one, lines, unit.administration)
        unit.commit()
        one = writing.write(one, read(path, place)[:lines], checking.Known(), unit.administration)
        unit.commit()
    return one
