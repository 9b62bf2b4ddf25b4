"""Pages of an official whose agency bars some ways to sign in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from idp.web import recovery_views, sentences, views
from tests.support.sample_message_views import MESSAGE_SAMPLES
from tests.support.sample_passkeys import passkeys, passkeys_none
from tests.support.sample_recovery_views import RECOVERY_SAMPLES

BARRED: Final = ("totp", "one_time_sms", "passkey", "passkeys", "recovery_code")
_WORDS: Final = "factor_not_allowed"


def channel_barred() -> views.ChannelPage:
    """Return the page of an address that is confirmed, after the old button was pressed."""
    known = MESSAGE_SAMPLES["channel"][1]()
    assert isinstance(known, views.ChannelPage)
    errors = [("codes-barred", sentences.reason_words(_WORDS))]
    return replace(known, typed="", barred=True, errors=errors)


def recovery_codes_barred() -> recovery_views.RecoveryCodes:
    """Return the page on which no codes can be made."""
    known = RECOVERY_SAMPLES["recovery_codes"][1]()
    assert isinstance(known, recovery_views.RecoveryCodes)
    return replace(known, may_have=False, barred=True)


BARRED_SAMPLES: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "channel_barred": ("channel.html", channel_barred),
    "recovery_codes_barred": ("recovery_codes.html", recovery_codes_barred),
    "passkeys_barred": ("passkeys.html", lambda: replace(passkeys(), barred=True)),
    "passkeys_none_barred": (
        "passkeys.html",
        lambda: replace(passkeys_none(), barred=True, errors=()),
    ),
}
