"""What the pages of mandates are shown with, made of invented people. Used by `sample_views.py`."""

from typing import Final

from idp.web import sentences, views, words

CSRF: Final = "c" * 43
PORTAL: Final = "Cổng Dịch vụ công tỉnh Thái Nguyên"


def company() -> views.Principal:
    """An enterprise to act for."""
    return views.Principal(
        mandate="m1",
        name="Công ty trách nhiệm hữu hạn Giống cây trồng Thái Nguyên",
        capacity=words.capacity_words("legal_representative"),
        hints=["0100233488", "500.000.000 đồng"],
    )


def child() -> views.Principal:
    """A child to act for."""
    return views.Principal(
        mandate="m2", name="Nguyễn Minh Khôi", capacity=words.capacity_words("guardian")
    )


def mandates() -> views.Mandates:
    """The list, with a mandate in each state."""
    rows = [_mandate(str(n), state) for n, state in enumerate(("open", "living", "over"))]
    return views.Mandates(
        action="/account/mandates",
        csrf=CSRF,
        account_url="/account",
        new_url="/account/mandates/new",
        held=rows,
        given=[("Trần Văn An", rows[1:]), ("Công ty Giống cây trồng", [])],
    )


def _mandate(number: str, state: str) -> views.MandateRow:
    return views.MandateRow(
        id=number,
        who="Trần Văn An",
        capacity=words.capacity_words("authorised_person"),
        hints=[PORTAL, "500.000.000 đồng", "31/12/2027"],
        state=state,
        may_accept=state == "open",
        may_end=state != "over",
    )


def new_mandate() -> views.NewMandate:
    """The form, with two errors."""
    return views.NewMandate(
        action="/account/mandates/new",
        csrf=CSRF,
        mandates_url="/account/mandates",
        principals=[company()],
        purposes=[
            ("service:portal", PORTAL),
            ("documents.send", words.scope_words("documents.send")),
        ],
        holder="vanan",
        until="31/12/2027",
        errors=[
            ("covers", sentences.reason_words("covers_missing")),
            ("limit", sentences.reason_words("limit_malformed")),
        ],
    )
