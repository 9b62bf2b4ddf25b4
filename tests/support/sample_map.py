"""The map of a demonstration, as `/` shows it."""

from __future__ import annotations

from idp.web import views, words


def the_map() -> views.Map:
    return views.Map(
        issuer="http://localhost:8000",
        discovery_url="http://localhost:8000/.well-known/openid-configuration",
        console_url="/console",
        account_url="/account",
        people=[
            _demonstration_person(
                "minhkhai", "Nguyễn Thị Minh Khai", "citizen", organisation=None, totp_secret=None
            ),
            _demonstration_person(
                "vanan", "Trần Văn An", "citizen", organisation=None, totp_secret=None
            ),
            _demonstration_person(
                "thuha", "Lê Thu Hà", "official", organisation="Sở Nội vụ", totp_secret="JBSWY3DP"
            ),
        ],
        services=[
            {
                "name": "Cổng Dịch vụ công tỉnh Thái Nguyên",
                "url": "http://localhost:8001",
                "words": "Flask, Authlib",
            },
            {"name": "Trục liên thông", "url": "http://localhost:8002", "words": "at+jwt"},
        ],
        messages=[
            {
                "at": "21:13, 21/09/2026",
                "channel": "sms",
                "to": "+84912000001",
                "text": "An Tin: 123456 la ma dang nhap, co hieu luc 5 phut.",
            },
            {
                "at": "21:12, 21/09/2026",
                "channel": "email",
                "to": "minhkhai@example.vn",
                "text": "Ấn Tín: đăng nhập trên thiết bị mới\n\nhttp://localhost:8000/not-me/Zm9v",
            },
        ],
    )


def _demonstration_person(
    username: str, name: str, kind: str, *, organisation: str | None, totp_secret: str | None
) -> dict[str, object]:
    return {
        "username": username,
        "name": name,
        "kind": words.kind_words(kind),
        "organisation": organisation,
        "password": "ruong-bac-thang-mua-lua-chin",
        "totp_secret": totp_secret,
    }


# What a sample is called → the template that shows it, and its view.
