"""Views of the pages of passkeys, for `sample_views`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from idp.web import sentences, views
from idp.web.translate import gettext

PORTAL: Final = "Cổng Dịch vụ công tỉnh Thái Nguyên"
TIME: Final = 1_790_000_000  # 21:13, 21/09/2026 in Vietnam
CSRF: Final = "c" * 43


def second_factor_ways() -> views.SecondFactor:
    """Return the page of the code, where the person has a passkey, too."""
    ways = [views.OtherWay(url="/passkey", words=gettext("Use a passkey"))]
    return views.SecondFactor(action="/second_factor_ways", csrf=CSRF, other_ways=ways)


def passkey() -> views.Passkey:
    """Return the page that asks for a passkey."""
    ways = [views.OtherWay(url="/second_factor", words=gettext("Use the authenticator app"))]
    return views.Passkey(
        action="/passkey", csrf=CSRF, passkey_options="{}", client_name=PORTAL, other_ways=ways
    )


def passkey_alone() -> views.Passkey:
    """Return the page of somebody whom nobody knows yet, on the way past the waiting room."""
    ways = [views.OtherWay(url="/sign_in", words=gettext("Use the password"))]
    return replace(passkey(), alone=True, other_ways=ways)


def passkey_refused() -> views.Passkey:
    """Return the same after a refusal."""
    errors = [("passkey-form", sentences.reason_words("passkey_refused"))]
    return replace(passkey(), errors=errors)


def passkeys() -> views.Passkeys:
    """Return the page of an official who has two."""
    rows = [
        views.PasskeyRow(
            id="1", name="Điện thoại của tôi", is_hardware=False, created_at=TIME, used_at=None
        ),
        views.PasskeyRow(
            id="2", name="Khóa ở cơ quan", is_hardware=True, created_at=TIME, used_at=TIME + 60
        ),
    ]
    return views.Passkeys(
        action="/passkeys",
        csrf=CSRF,
        account_url="/account",
        passkey_options="{}",
        attested=True,
        default_name="Chrome · Android",
        rows=rows,
    )


def passkeys_last() -> views.Passkeys:
    """Return the page of a citizen who pressed "Remove" beside the only way in."""
    errors = [("passkeys", sentences.reason_words("last_way_in"))]
    return replace(passkeys(), rows=passkeys().rows[:1], attested=False, errors=errors)


def passkeys_none() -> views.Passkeys:
    """Return the page of a citizen whose first was not made."""
    errors = [("passkey-name", sentences.reason_words("passkey_not_made"))]
    return replace(passkeys(), rows=[], attested=False, errors=errors)


PASSKEY_SAMPLES: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "second_factor_ways": ("second_factor.html", second_factor_ways),
    "passkey": ("passkey.html", passkey),
    "passkey_alone": ("passkey.html", passkey_alone),
    "passkey_refused": ("passkey.html", passkey_refused),
    "passkeys": ("passkeys.html", passkeys),
    "passkeys_last": ("passkeys.html", passkeys_last),
    "passkeys_none": ("passkeys.html", passkeys_none),
}
