"""The source as these tests read it: each tracked Python file parsed once, with what it imports.

Imports inside functions and under TYPE_CHECKING count like any other.
"""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("idp", "keys")
FOLDERS = (*PRODUCT, "examples", "tests", "benchmarks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One Python file; `imports` are absolute names with the line they stand on."""

    path: Path
    module: str
    tree: ast.Module
    lines: tuple[str, ...]
    imports: tuple[tuple[str, int], ...]

    def at(self, line: int) -> str:
        """Where to look, as an editor understands it."""
        return f"{self.path.relative_to(ROOT)}:{line}"


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that git has or would take, relative to the root."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    names = {Path(name) for name in listing.stdout.split("\0") if name}
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """The Python files under those folders of the root."""
    return tuple(
        _read(ROOT / path)
        for path in tracked_files()
        if path.suffix == ".py" and path.parts[0] in folders
    )


def is_in(module: str, package: str) -> bool:
    """Whether a dotted name is that package or stands below it."""
    return module == package or module.startswith(f"{package}.")


@cache
def _read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text, filename=str(path))
    parts = path.relative_to(ROOT).with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Source(
        path=path,
        module=module,
        tree=tree,
        lines=tuple(text.splitlines()),
        imports=tuple(_imports(tree)),
    )


def _imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((alias.name, node.lineno) for alias in names)
            case ast.ImportFrom(module=str(module), level=0, names=names):
                yield from ((f"{module}.{alias.name}", node.lineno) for alias in names)
            case ast.ImportFrom():
                yield ("a relative import", node.lineno)
