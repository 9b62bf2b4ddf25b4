"""The nevers of the architecture: import-linter's contracts, and what no contract can say.

The numbers are the architecture's. What a contract already forbids is read again here where the
contract sees only whole packages, or only modules that exist.
"""

import ast
import configparser
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.architecture.source import PRODUCT, ROOT, Source, is_in, sources

PURE = ("idp.protocol", "idp.identity", "idp.administration", "idp.audit", "keys")

# number, who may not, what, except where
FORBIDDEN = (
    (2, PURE, ("flask", "werkzeug", "sqlalchemy", "redis", "authlib.integrations"), ()),
    (3, ("idp.web", "idp.cli", "idp.jobs"), ("sqlalchemy", "redis"), ()),
    (4, ("idp",), ("cryptography",), ("idp.certificates",)),
    (4, ("idp",), ("joserfc",), ("idp.protocol.jose",)),
    (5, ("keys",), ("idp",), ()),
    (
        6,
        PRODUCT,
        ("authlib",),
        ("idp.protocol.registration", "idp.protocol.discovery", "idp.upstream"),
    ),
    (9, ("examples",), PRODUCT, ()),
    (9, PRODUCT, ("tests", "examples", "benchmarks"), ()),
    (9, PRODUCT, ("argon2",), ("idp.identity.factors.password",)),
    (9, PRODUCT, ("pyotp",), ("idp.identity.factors.totp",)),
    (9, PRODUCT, ("webauthn",), ("idp.identity.factors.passkey",)),
    (9, PRODUCT, ("flask_openapi", "pydantic"), ("idp.web.api",)),
    (9, PRODUCT, ("prometheus_client",), ("idp.metrics.listener", "idp.metrics.exposition")),
    (10, PRODUCT, ("random",), ()),
)

# 7: what stands side by side in these folders; the modules named are common ground.
PEERS = {
    "idp.protocol.grants": ("refusal",),
    "idp.protocol.client_authentication": (),
    "idp.identity.factors": (),
    "idp.storage.ephemeral": ("in_database", "in_redis"),
}
WEB_PEERS = ("endpoints", "pages", "console", "api")

# 10: the clock, the environment, and names under which a whole request's parameters travel.
CLOCK = {
    "time.time",
    "time.time_ns",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
}
ENVIRONMENT = {"os.environ", "os.environb", "os.getenv"}
PARAMETERS = {"parameters", "form", "args", "values", "headers", "cookies", "environ", "json"}
LOGGERS = {"log", "logger", "logging", "_log", "_logger"}


def _imported(source: Source, packages: tuple[str, ...]) -> Iterator[str]:
    for name, line in source.imports:
        if any(is_in(name, package) for package in packages):
            yield f"{source.at(line)} imports {name}"


def _within(source: Source, packages: tuple[str, ...]) -> bool:
    return any(is_in(source.module, package) for package in packages)


def _attributes(source: Source) -> Iterator[tuple[str, int]]:
    """Every `a.b` as its last two names, and every `from a import b` as the same."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute):
            yield f"{_last_name(node.value)}.{node.attr}", node.lineno
    yield from source.imports


def _contracts() -> configparser.ConfigParser:
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    return settings


def test_every_import_contract_is_kept() -> None:
    checked = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_each_never_that_a_contract_can_say_has_one() -> None:
    contracts = _contracts()
    sections = [name for name in contracts.sections() if name.startswith("importlinter:contract:")]
    numbers = {contracts[name]["name"].split(".")[0] for name in sections}
    assert numbers == {str(number) for number in range(1, 10)}


def test_every_room_of_idp_has_its_layer() -> None:
    layers = set(re.findall(r"\bidp\.\w+", _contracts()["importlinter:contract:1"]["layers"]))
    rooms = {".".join(source.module.split(".")[:2]) for source in sources("idp")} - {"idp"}
    assert rooms <= layers


@pytest.mark.parametrize(
    ("never", "packages", "forbidden", "exceptions"),
    FORBIDDEN,
    ids=[f"{never}-{packages[0]}-{forbidden[0]}" for never, packages, forbidden, _ in FORBIDDEN],
)
def test_what_a_never_forbids_is_not_imported(
    never: int, packages: tuple[str, ...], forbidden: tuple[str, ...], exceptions: tuple[str, ...]
) -> None:
    found = [
        line
        for source in sources(*PRODUCT, "examples")
        if _within(source, packages) and not _within(source, exceptions)
        for line in _imported(source, forbidden)
    ]
    assert not found, f"never {never}: {found}"


def test_no_import_is_relative() -> None:
    found = [
        line for source in sources(*PRODUCT) for line in _imported(source, ("a relative import",))
    ]
    assert not found


def test_keys_is_entered_only_by_its_front_door() -> None:
    """Never 5: `from keys import …` names what the front door shows, never a module behind it."""
    behind = {source.module for source in sources("keys")} - {"keys"}
    found = [line for source in sources("idp") for line in _imported(source, tuple(behind))]
    assert not found


@pytest.mark.parametrize("folder", PEERS)
def test_peers_do_not_import_each_other(folder: str) -> None:
    """Never 7: grants, client authentication methods, factors and stores."""
    common = {f"{folder}.{name}" for name in PEERS[folder]}
    modules = {source.module for source in sources("idp") if is_in(source.module, folder)}
    peers = {
        f"{folder}.{module.split('.')[folder.count('.') + 1]}" for module in modules - {folder}
    }
    found = [
        line
        for source in sources("idp")
        for own in peers - common
        if is_in(source.module, own)
        for line in _imported(source, tuple(peers - common - {own}))
    ]
    assert not found


def test_stores_share_tables_and_rows_but_never_each_other() -> None:
    """Never 7: a join needs another aggregate's table; no store reaches for another store."""
    found = [
        f"{source.at(line)} imports {name}"
        for source in sources("idp")
        if is_in(source.module, "idp.storage.durable")
        for name, line in source.imports
        if is_in(name, "idp.storage.durable") and name.endswith(("InDatabase", "Rows"))
    ]
    assert not found


def test_endpoints_pages_console_and_api_do_not_import_each_other() -> None:
    """Never 7."""
    rooms = {f"idp.web.{name}" for name in WEB_PEERS}
    found = [
        line
        for source in sources("idp")
        for own in rooms
        if is_in(source.module, own)
        for line in _imported(source, tuple(rooms - {own}))
    ]
    assert not found


def test_the_environment_is_read_only_by_settings_and_the_master_key() -> None:
    """Never 10."""
    found = [
        source.at(line)
        for source in sources(*PRODUCT)
        if not _within(source, ("idp.settings", "keys.master"))
        for name, line in _attributes(source)
        if name in ENVIRONMENT
    ]
    assert not found


def test_the_wall_clock_is_read_only_by_the_clock() -> None:
    """Never 10."""
    found = [
        source.at(line)
        for source in sources(*PRODUCT)
        if source.module != "idp.clock"
        for name, line in _attributes(source)
        if name in CLOCK
    ]
    assert not found


def _logs_parameters(call: ast.Call) -> bool:
    """Whether a logger is handed a whole dictionary of a request."""
    if not (isinstance(call.func, ast.Attribute) and _last_name(call.func.value) in LOGGERS):
        return False
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(_last_name(argument) in PARAMETERS for argument in arguments)


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=ast.Name(id="dict"), args=[argument, *_]):
            return _last_name(argument)
        case _:
            return ""


def test_no_parameter_dictionary_is_logged() -> None:
    """Never 10."""
    found = [
        source.at(node.lineno)
        for source in sources(*PRODUCT)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and _logs_parameters(node)
    ]
    assert not found


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("log.info('x', parameters)", True),
        ("self.logger.warning('x', form=request.form)", True),
        ("log.info('x', **parameters)", True),
        ("log.info('x', dict(request.args))", True),
        ("log.info('x', client=parameters.client_id)", False),
    ],
)
def test_a_logged_parameter_dictionary_is_recognised(*, line: str, is_one: bool) -> None:
    call = ast.parse(line, mode="eval").body
    assert isinstance(call, ast.Call)
    assert _logs_parameters(call) is is_one
