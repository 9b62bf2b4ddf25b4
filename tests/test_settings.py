"""Settings: what is unsafe stops the start with one line that names the setting."""

from pathlib import Path

import pytest

from idp.known_settings import render
from idp.settings import Settings, UnsafeSettings


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The least that production needs."""
    key = tmp_path / "master.key"
    key.write_text("x")
    key.chmod(0o600)
    return {
        "IDP_ISSUER": "https://id.example.vn",
        "IDP_VAR": str(tmp_path),
        "PATH": "/usr/bin",
    }


def test_two_settings_are_enough(environ: dict[str, str], tmp_path: Path) -> None:
    settings = Settings.from_environment(environ)
    assert settings.profile == "production"
    assert settings.database_url == f"sqlite:///{tmp_path / 'idp.db'}"
    assert settings.master_key_file == tmp_path / "master.key"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IDP_ISSUER", ""),
        ("IDP_ISSUER", "http://id.example.vn"),
        ("IDP_ISSUER", "http://localhost:8000"),
        ("IDP_ISSUER", "https://id.example.vn/"),
        ("IDP_ISSUER", "https://id.example.vn/path"),
        ("IDP_ISSUER", "https://id.example.vn?"),
        ("IDP_ISSUER", "https://id.example.vn#part"),
        ("IDP_ISSUER", "https://me@id.example.vn"),
        ("IDP_ISSUER", "https://ID.example.vn"),
        ("IDP_ISSUER", "https://id.example.vn:port"),
        ("IDP_PROFILE", "debug"),
        ("IDP_TRUSTED_PROXIES", "10.0.0.0/33"),
        ("IDP_METRICS_BIND", "9100"),
        ("IDP_CA_BUNDLE", "/nowhere/ca.pem"),
        ("IDP_PASSKEY_LEVEL", "4"),
        ("IDP_SECURITY_KEYS_FILE", "/nowhere/keys.toml"),
        ("IDP_MASTER_KEY_FILE", "/nowhere/master.key"),
        ("IDP_CONFIG", "/nowhere/idp.toml"),
        ("IDP_ISSUR", "https://id.example.vn"),
        ("FLASK_DEBUG", "1"),
        ("AUTHLIB_INSECURE_TRANSPORT", "true"),
    ],
)
def test_what_is_unsafe_stops_the_start_and_is_named(
    environ: dict[str, str], name: str, value: str
) -> None:
    with pytest.raises(UnsafeSettings, match=f"^{name}: ") as refusal:
        Settings.from_environment({**environ, name: value})
    assert "\n" not in str(refusal.value)


def test_a_master_key_that_others_may_read_stops_the_start(
    environ: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "master.key").chmod(0o640)
    with pytest.raises(UnsafeSettings, match="IDP_MASTER_KEY_FILE: run chmod 600"):
        Settings.from_environment(environ)


def test_the_demonstration_may_speak_http_on_this_machine_alone(tmp_path: Path) -> None:
    environ = {"IDP_PROFILE": "demonstration", "IDP_VAR": str(tmp_path)}
    local = Settings.from_environment({**environ, "IDP_ISSUER": "http://localhost:8000"})
    assert local.is_demonstration
    with pytest.raises(UnsafeSettings, match="IDP_ISSUER"):
        Settings.from_environment({**environ, "IDP_ISSUER": "http://id.example.vn"})


def test_the_register_is_asked_over_https_alone(environ: dict[str, str]) -> None:
    told = {**environ, "IDP_REGISTER_URL": "https://register.example.vn/check"}
    assert Settings.from_environment(told).register_url == "https://register.example.vn/check"
    assert Settings.from_environment(environ).register_url is None
    with pytest.raises(UnsafeSettings, match="IDP_REGISTER_URL"):
        Settings.from_environment({**environ, "IDP_REGISTER_URL": "http://register.example.vn"})


def test_the_environment_wins_over_the_file(environ: dict[str, str], tmp_path: Path) -> None:
    config = tmp_path / "idp.toml"
    config.write_text(
        'issuer = "https://other.example.vn"\noutbound_allow = ["A.example", "b.example"]\n'
    )
    settings = Settings.from_environment({**environ, "IDP_CONFIG": str(config)})
    assert settings.issuer == "https://id.example.vn"
    assert settings.outbound_allow == ("a.example", "b.example")


@pytest.mark.parametrize("line", ["isuer = 'https://id.example.vn'", "issuer = 1", "issuer ="])
def test_a_file_with_anything_unknown_stops_the_start(
    environ: dict[str, str], tmp_path: Path, line: str
) -> None:
    config = tmp_path / "idp.toml"
    config.write_text(line)
    with pytest.raises(UnsafeSettings):
        Settings.from_environment({**environ, "IDP_CONFIG": str(config)})


def test_a_passkey_is_level_2_unless_the_operator_says_3(environ: dict[str, str]) -> None:
    assert Settings.from_environment(environ).passkey_level == 2
    assert Settings.from_environment({**environ, "IDP_PASSKEY_LEVEL": "3"}).passkey_level == 3


def test_secrets_in_addresses_are_not_shown(environ: dict[str, str]) -> None:
    shown = repr(
        Settings.from_environment({**environ, "IDP_DATABASE_URL": "postgresql://a:hunter2@b/c"})
    )
    assert "hunter2" not in shown


def test_the_documentation_of_settings_is_up_to_date() -> None:
    document = Path(__file__).parent.parent / "docs" / "settings.md"
    assert document.read_text("utf-8") == render()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("IDP_CERTIFICATE_ORIGIN", {"IDP_CERTIFICATE_ORIGIN": "https://id.example.vn"}),
        ("IDP_CERTIFICATE_ORIGIN", {"IDP_CERTIFICATE_ORIGIN": "http://card.example.vn"}),
        ("IDP_CERTIFICATE_ORIGIN", {"IDP_CERTIFICATE_ORIGIN": "https://card.example.vn/x"}),
        ("IDP_CERTIFICATE_ORIGIN", {"IDP_CERTIFICATE_ORIGIN": "https://"}),
        ("IDP_CERTIFICATE_ORIGIN", {"IDP_CLIENT_CA_FILE": "officials.pem"}),
    ],
)
def test_certificates_are_shown_at_an_origin_of_their_own(name: str, told: dict[str, str]) -> None:
    with pytest.raises(UnsafeSettings, match=f"^{name}: "):
        Settings.from_environment({"IDP_ISSUER": "https://id.example.vn", **told})
