"""Settings of mail and SMS: what would send secrets in the clear stops the start."""

from pathlib import Path

import pytest

from idp.settings import Settings, UnsafeSettings


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The least that production needs, and two secrets."""
    for name in ("master.key", "password", "open"):
        (tmp_path / name).write_text("secret\n")
        (tmp_path / name).chmod(0o644 if name == "open" else 0o600)
    (tmp_path / "empty").touch(0o600)
    return {"IDP_ISSUER": "https://id.example.vn", "IDP_VAR": str(tmp_path)}


MAIL = {"IDP_MAIL_URL": "smtp://mail.example.vn", "IDP_MAIL_FROM": "no-reply@example.vn"}
SMS = {"IDP_SMS_WEBHOOK": "https://sms.example.vn/send", "IDP_SMS_SECRET_FILE": "password"}


def in_folder(told: dict[str, str], folder: Path) -> dict[str, str]:
    """What was told, its files being in the folder."""
    return {
        name: str(folder / value) if name.endswith("_FILE") and value else value
        for name, value in told.items()
    }


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"IDP_MAIL_FROM": "a@b.vn"}, "IDP_MAIL_FROM"),
        ({"IDP_MAIL_PASSWORD_FILE": "password"}, "IDP_MAIL_PASSWORD_FILE"),
        ({**MAIL, "IDP_MAIL_URL": "http://mail.example.vn"}, "IDP_MAIL_URL"),
        ({**MAIL, "IDP_MAIL_URL": "smtp://"}, "IDP_MAIL_URL"),
        ({**MAIL, "IDP_MAIL_URL": "smtp://mail.example.vn:x"}, "IDP_MAIL_URL"),
        ({**MAIL, "IDP_MAIL_URL": "smtp://me:secret@mail.example.vn"}, "IDP_MAIL_URL"),
        ({**MAIL, "IDP_MAIL_URL": "smtp://mail.example.vn/?x=1"}, "IDP_MAIL_URL"),
        ({**MAIL, "IDP_MAIL_URL": "smtp://me@mail.example.vn"}, "IDP_MAIL_PASSWORD_FILE"),
        ({**MAIL, "IDP_MAIL_PASSWORD_FILE": "password"}, "IDP_MAIL_PASSWORD_FILE"),
        ({**MAIL, "IDP_MAIL_PASSWORD_FILE": "open"}, "IDP_MAIL_PASSWORD_FILE"),
        ({**MAIL, "IDP_MAIL_PASSWORD_FILE": "missing"}, "IDP_MAIL_PASSWORD_FILE"),
        ({**MAIL, "IDP_MAIL_PASSWORD_FILE": "empty"}, "IDP_MAIL_PASSWORD_FILE"),
        ({**MAIL, "IDP_MAIL_FROM": ""}, "IDP_MAIL_FROM"),
        ({**MAIL, "IDP_MAIL_FROM": "a@b.vn, c@d.vn"}, "IDP_MAIL_FROM"),
        ({**MAIL, "IDP_MAIL_FROM": "a@b.vn\r\nBcc: c@d.vn"}, "IDP_MAIL_FROM"),
        ({**SMS, "IDP_SMS_WEBHOOK": "http://sms.example.vn/send"}, "IDP_SMS_WEBHOOK"),
        ({**SMS, "IDP_SMS_WEBHOOK": "https://me@sms.example.vn/send"}, "IDP_SMS_WEBHOOK"),
        ({**SMS, "IDP_SMS_SECRET_FILE": ""}, "IDP_SMS_SECRET_FILE"),
        ({"IDP_SMS_SECRET_FILE": "password"}, "IDP_SMS_SECRET_FILE"),
    ],
)
def test_what_is_unsafe_stops_the_start_and_is_named(
    told: dict[str, str], named: str, environ: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(UnsafeSettings, match=f"^{named}: [^\n]+$") as refused:
        Settings.from_environment({**environ, **in_folder(told, tmp_path)})
    assert refused.value.name == named


@pytest.mark.parametrize(
    ("url", "protection", "port"),
    [
        ("smtp://mail.example.vn", "starttls", 587),
        ("smtps://mail.example.vn", "tls", 465),
        ("smtp://localhost:25", "starttls_if_offered", 25),
    ],
)
def test_only_a_server_on_this_machine_may_go_without_encryption(
    url: str, protection: str, port: int, environ: dict[str, str]
) -> None:
    server = Settings.from_environment({**environ, **MAIL, "IDP_MAIL_URL": url}).mail_server
    assert server is not None
    assert (server.protection, server.port, server.user) == (protection, port, None)


def test_a_login_is_always_encrypted_and_its_password_is_not_shown(
    environ: dict[str, str], tmp_path: Path
) -> None:
    told = {
        **MAIL,
        **SMS,
        "IDP_MAIL_URL": "smtp://me%40example.vn@localhost",
        "IDP_MAIL_PASSWORD_FILE": "password",
    }
    settings = Settings.from_environment({**environ, **in_folder(told, tmp_path)})
    server, webhook = settings.mail_server, settings.sms_webhook
    assert server is not None
    assert (server.protection, server.user, server.password) == (
        "starttls",
        "me@example.vn",
        "secret",
    )
    assert webhook is not None
    assert webhook.secret == "secret"
    assert "secret'" not in repr(settings)


def test_the_demonstration_may_reach_a_webhook_of_this_machine_by_http(
    environ: dict[str, str], tmp_path: Path
) -> None:
    told = {
        **SMS,
        "IDP_SMS_WEBHOOK": "http://localhost:9/sms",
        "IDP_PROFILE": "demonstration",
        "IDP_OUTBOUND_ALLOW": "localhost",
    }
    settings = Settings.from_environment({**environ, **in_folder(told, tmp_path)})
    assert settings.sms_webhook is not None
