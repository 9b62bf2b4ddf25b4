"""The size budget of the house style: files, functions, lines, indentation and arguments.

A file over its budget is a table or a catalogue, or it is two concepts.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import FOLDERS, Source, sources

FILE_LINES = 300
FUNCTION_LINES = 50
LINE_CHARACTERS = 100
NESTED_BLOCKS = 3  # inside a function
POSITIONAL_ARGUMENTS = 4
TABLE_SHARE = 1 / 3  # of its lines, at most, stand in a table's functions

type_of_function = ast.FunctionDef | ast.AsyncFunctionDef
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.TryStar, ast.Match)


def _functions(tree: ast.AST) -> Iterator[type_of_function]:
    return (node for node in ast.walk(tree) if isinstance(node, type_of_function))


def _length(node: type_of_function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _is_table(source: Source) -> bool:
    inside = {
        line
        for node in _functions(source.tree)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    return len(inside) < TABLE_SHARE * len(source.lines)


def _depth(node: ast.AST, inside: int = 0) -> int:
    """How many blocks deep the deepest one below a node stands; `elif` stays level."""
    deepest = inside
    for name, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        for child in (one for one in children if isinstance(one, ast.AST)):
            if isinstance(child, type_of_function | ast.Lambda | ast.ClassDef):
                continue
            is_elif = isinstance(node, ast.If) and name == "orelse" and len(children) == 1
            opens = isinstance(child, BLOCKS) and not (is_elif and isinstance(child, ast.If))
            deepest = max(deepest, _depth(child, inside + opens))
    return deepest


def _positional(node: type_of_function) -> int:
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


@pytest.fixture(scope="module", params=FOLDERS)
def folder(request: pytest.FixtureRequest) -> tuple[Source, ...]:
    """The Python files of one top folder."""
    return sources(request.param)


def test_a_file_is_at_most_three_hundred_lines(folder: tuple[Source, ...]) -> None:
    long = [
        f"{source.at(1)}: {len(source.lines)}"
        for source in folder
        if len(source.lines) > FILE_LINES and not _is_table(source)
    ]
    assert not long


def test_a_function_is_at_most_fifty_lines(folder: tuple[Source, ...]) -> None:
    long = [
        f"{source.at(node.lineno)} {node.name}: {_length(node)}"
        for source in folder
        for node in _functions(source.tree)
        if _length(node) > FUNCTION_LINES
    ]
    assert not long


def test_a_line_is_at_most_a_hundred_characters(folder: tuple[Source, ...]) -> None:
    long = [
        source.at(number)
        for source in folder
        for number, line in enumerate(source.lines, start=1)
        if len(line) > LINE_CHARACTERS
    ]
    assert not long


def test_a_function_is_at_most_three_blocks_deep(folder: tuple[Source, ...]) -> None:
    deep = [
        f"{source.at(node.lineno)} {node.name}: {_depth(node)}"
        for source in folder
        for node in _functions(source.tree)
        if _depth(node) > NESTED_BLOCKS
    ]
    assert not deep


def test_a_function_takes_at_most_four_positional_arguments(folder: tuple[Source, ...]) -> None:
    """Fixtures are handed to a test by name, so tests take what they need."""
    many = [
        f"{source.at(node.lineno)} {node.name}: {_positional(node)}"
        for source in folder
        for node in _functions(source.tree)
        if _positional(node) > POSITIONAL_ARGUMENTS and not node.name.startswith("test_")
    ]
    assert not many


@pytest.mark.parametrize(
    ("body", "depth"),
    [
        ("return 1", 0),
        ("if a:\n  pass\n elif b:\n  pass\n else:\n  pass", 1),
        ("for a in b:\n  if a:\n   with c:\n    pass", 3),
        ("match a:\n  case 1:\n   if b:\n    pass", 2),
    ],
)
def test_depth_counts_blocks_inside_blocks(body: str, depth: int) -> None:
    assert _depth(next(_functions(ast.parse(f"def f():\n {body}")))) == depth
