"""What the documents promise is there: paths, commands, settings, sections, dependencies."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from idp import known_settings
from idp.protocol.authorization import REQUEST_RULES
from tests.architecture.source import ROOT, sources, tracked_files

MATRIX = ROOT / "docs" / "specifications" / "README.md"
DEPENDENCIES = ROOT / "docs" / "decisions" / "0003-dependencies.md"
SECURITY = ROOT / "SECURITY.md"
# Decisions and the changelog speak of their day; the others of the tree as it stands.
OF_THEIR_DAY = ("CHANGELOG.md", "docs/decisions/")
FOLDERS = "idp|keys|examples|tests|docs|make|benchmarks"
PATH = re.compile(rf"`((?:{FOLDERS})/[\w./-]*[\w/])(?=[`:])")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)\)")
FENCE = re.compile(r"^ *```\w*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(r"(?:^|[\s/(])idp +([a-z][^;&#>\n]*)", re.MULTILINE)
INVARIANT = re.compile(r"^\| (I-\d\d) \|.*\| ([^|]*) \|$", re.MULTILINE)

RFC = r"RFC \d+"
NAMED = (
    "Core|Discovery|Registration|RP-Initiated Logout|Back-Channel Logout|Front-Channel|Federation"
)
CITED = re.compile(
    rf"(?P<name>{RFC}|(?:OIDC|OpenID Connect|OpenID) (?:{NAMED})|RP-Initiated Logout"
    r"|Multiple Response Types)(?P<sections>(?:,? (?:and )?§\d+(?:\.\d+)*)*)"
)
SECTION = re.compile(r"§(\d+(?:\.\d+)*)")


@cache
def pages() -> tuple[Path, ...]:
    """Every document, relative to the root."""
    return tuple(path for path in tracked_files() if path.suffix == ".md")


def read(page: Path) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def present_pages() -> Iterator[Path]:
    for page in pages():
        if not str(page).startswith(OF_THEIR_DAY):
            yield page


def name_of(specification: str) -> str:
    """One name for what is cited in several ways: "OIDC Core", "OpenID Connect Core" → "Core"."""
    return re.sub(r"^(OIDC|OpenID Connect|OpenID) ", "", specification)


def commands_in(page: Path) -> Iterator[str]:
    """Each `idp …` of a document, from code alone, its continued lines joined."""
    text = read(page).replace("\\\n", " ")
    code = [*FENCE.findall(text), *SPAN.findall(FENCE.sub("", text))]
    for piece in code:
        yield from (found.strip() for found in COMMAND.findall(piece))


def wrong_in(command: str) -> str | None:
    """What the command line does not know of it: a word or an option."""
    from idp.cli.group import group  # here, so that the other tests need no command line

    words = shlex.split(command.replace("…", ""))
    reached: list[click.Command] = [group]
    for word in words:
        if not isinstance(reached[0], click.Group) or word.startswith("--"):
            break
        # `list|rotate|history` names several commands.
        context = click.Context(reached[0])
        found = [reached[0].get_command(context, name) for name in word.split("|")]
        reached = [one for one in found if one is not None]
        if len(reached) < len(found):
            return word
    known = {option for one in reached for parameter in one.params for option in parameter.opts}
    options = [word for word in words if word.startswith("--")]
    return next((option for option in options if option not in known), None)


def test_every_path_that_the_specifications_name_exists() -> None:
    named = PATH.findall(MATRIX.read_text(encoding="utf-8"))
    assert named
    assert not [path for path in named if not (ROOT / path).exists()]


@pytest.mark.parametrize("page", sorted(present_pages()), ids=str)
def test_every_path_and_link_of_a_page_exists(page: Path) -> None:
    text = FENCE.sub("", read(page))
    missing = [path for path in PATH.findall(text) if not (ROOT / path).exists()]
    missing += [link for link in LINK.findall(text) if not ((ROOT / page).parent / link).exists()]
    assert not missing


def test_every_command_of_the_documents_is_one_of_the_command_line() -> None:
    named = [(page, command) for page in pages() for command in commands_in(page)]
    assert {"serve", "worker"} <= {command.split()[0] for _, command in named}
    wrong = [(str(page), command, wrong_in(command)) for page, command in named]
    assert not [line for line in wrong if line[2] is not None]


def test_every_setting_is_documented() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == known_settings.render()


@pytest.mark.parametrize("page", sorted(pages()), ids=str)
def test_every_setting_that_a_page_names_is_one(page: Path) -> None:
    named = set(re.findall(r"\bIDP_([A-Z_]*[A-Z])\b", read(page)))
    assert named <= {"CONFIG", *map(str.upper, known_settings.KNOWN)}


def test_every_rule_of_a_request_stands_in_the_specifications() -> None:
    text = MATRIX.read_text(encoding="utf-8")
    assert not [rule.__name__ for rule in REQUEST_RULES if f"`{rule.__name__}`" not in text]


def test_every_name_beside_a_path_in_the_specifications_is_in_that_file() -> None:
    text = MATRIX.read_text(encoding="utf-8")
    places = re.findall(r"`([\w./-]+\.py)`: ((?:`\w+`(?:, )?)+)", text)
    assert places
    missing = []
    for path, names in places:
        source = (ROOT / path).read_text(encoding="utf-8")
        missing += [
            f"{path}: {name}"
            for name in re.findall(r"`(\w+)`", names)
            if re.search(rf"\b{name}\b", source) is None
        ]
    assert not missing


def matrix_sections() -> dict[str, set[str]]:
    """For each specification of the matrix, by its name, the sections of its rows."""
    found: dict[str, set[str]] = {}
    for part in re.split(r"^## ", MATRIX.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        names = [name_of(match["name"]) for match in CITED.finditer(title)]
        rows = [line.split("|")[1] for line in body.splitlines() if line.startswith("| ")]
        for name in names:
            found.setdefault(name, set()).update(SECTION.findall(" ".join(rows)))
    return found


def is_covered(section: str, rows: set[str]) -> bool:
    """A row for the section itself, for one that holds it, or for a part of it."""
    return any(
        f"{section}.".startswith(f"{row}.") or f"{row}.".startswith(f"{section}.") for row in rows
    )


@pytest.mark.parametrize("folder", ["idp/protocol", "idp/web/api", "idp/web/console"])
def test_every_section_cited_there_stands_in_the_specifications(folder: str) -> None:
    rows = matrix_sections()
    missing = set()
    for source in sources("idp"):
        if not source.path.is_relative_to(ROOT / folder):
            continue
        for match in CITED.finditer("\n".join(source.lines)):
            name = name_of(match["name"])
            if name not in rows:
                missing.add(f"{source.module}: {name}")
            missing |= {
                f"{source.module}: {name} §{section}"
                for section in SECTION.findall(match["sections"])
                if not is_covered(section, rows.get(name, set()))
            }
    assert not missing


def test_every_attack_case_that_administration_cites_stands_in_the_specifications() -> None:
    cited = {
        case
        for source in sources("idp")
        for case in re.findall(r"\bAD-\d\d\b", "\n".join(source.lines))
    }
    assert cited
    rows = re.findall(r"^\| (AD-\d\d) \|", MATRIX.read_text(encoding="utf-8"), re.M)
    assert cited <= set(rows)


def test_every_invariant_names_the_files_that_enforce_it() -> None:
    rows = INVARIANT.findall(SECURITY.read_text(encoding="utf-8"))
    assert [name for name, _ in rows] == [f"I-{number:02}" for number in range(1, 25)]
    for name, cell in rows:
        files = SPAN.findall(cell)
        assert files, name
        assert all((ROOT / file).is_file() for file in files), name


def test_every_dependency_is_named_with_what_it_replaces() -> None:
    declared = re.findall(
        r"^    ([a-z][a-z0-9-]*)(?:\[[a-z,]+\])? >=", read(Path("setup.cfg")), re.M
    )
    assert "flask" in declared
    text = DEPENDENCIES.read_text(encoding="utf-8")
    assert not [name for name in declared if f"`{name}`" not in text]


def test_every_decision_stands_in_the_list_of_decisions() -> None:
    decisions = [page for page in pages() if page.parent.name == "decisions"]
    notes = [page.name for page in decisions if re.fullmatch(r"\d{4}-.*", page.name)]
    assert [note[:4] for note in notes] == [f"{n:04}" for n in range(1, len(notes) + 1)]
    listed = read(Path("docs/decisions/README.md"))
    assert not [note for note in notes if f"({note})" not in listed]
