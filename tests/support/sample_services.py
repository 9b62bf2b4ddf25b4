"""Lines of the account page: a service that is used, an address or number."""

from __future__ import annotations

from typing import Final

from idp.web import views, words

TIME: Final = 1_790_000_000  # 21:13, 21/09/2026 in Vietnam
DAY: Final = 86_400


def service(client_id: str, name: str, ground: str) -> views.ServiceRow:
    """Return a service that was let in twice and used since."""
    return views.ServiceRow(
        client_id=client_id,
        name=name,
        ground=ground,
        since=TIME,
        first_at=TIME - DAY,
        last_at=TIME + 60,
        receipt="5f0c9a7be1d2c3f4",
        text_version="1",
        claims=[words.claim_words(claim) for claim in ("name", "birthdate", "personal_number")],
        powers=[words.scope_words("offline_access")],
    )


def channel(name: str, address: str, url: str) -> views.ChannelRow:
    """Return a channel that is confirmed and in use, if there is an address."""
    is_there = bool(address)
    return views.ChannelRow(
        channel=name, address=address, verified=is_there, codes_on=is_there, url=url
    )
