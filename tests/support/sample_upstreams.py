"""Samples of the pages about identities issued elsewhere."""

from collections.abc import Callable, Mapping
from typing import Final

from idp.web import sentences, views

PORTAL: Final = "Cổng Dịch vụ công tỉnh Thái Nguyên"
CSRF: Final = "c" * 43
TIME: Final = 1_790_000_000
EID: Final = "Tài khoản định danh điện tử (VNeID)"
AGENCY: Final = "Hệ thống đăng nhập của Sở Nội vụ"
WAYS: Final = (
    views.UpstreamWay(name="eid", url="/elsewhere/attempt/eid", words=EID),
    views.UpstreamWay(name="agency", url="/elsewhere/attempt/agency", words=AGENCY),
)


def _sign_in() -> views.SignIn:
    return views.SignIn(action="/sign_in_elsewhere", csrf=CSRF, client_name=PORTAL, upstreams=WAYS)


def _sign_in_to_link() -> views.SignIn:
    return views.SignIn(action="/sign_in_to_link", csrf=CSRF, upstreams=WAYS, linking=EID)


def _elsewhere() -> views.Elsewhere:
    return views.Elsewhere(
        action="/elsewhere",
        csrf=CSRF,
        client_name=PORTAL,
        upstreams=WAYS,
        other_ways=[views.OtherWay(url="/second-factor/attempt", words="Dùng ứng dụng xác thực")],
    )


def _link() -> views.LinkIdentity:
    return views.LinkIdentity(
        action="/link", csrf=CSRF, upstream_name=EID, client_name=PORTAL, may_open=True
    )


def _link_known() -> views.LinkIdentity:
    return views.LinkIdentity(
        action="/link_known",
        csrf=CSRF,
        upstream_name=EID,
        client_name=None,
        may_open=True,
        errors=[("link-account", sentences.reason_words("upstream_known"))],
    )


def _upstreams() -> views.Upstreams:
    linked = views.UpstreamRow(
        name="eid", words=EID, linked_at=TIME, used_at=TIME + 3600, link_url="/link/eid"
    )
    other = views.UpstreamRow(
        name="agency", words=AGENCY, linked_at=None, used_at=None, link_url="/link/agency"
    )
    return views.Upstreams(
        action="/upstreams",
        csrf=CSRF,
        account_url="/account",
        rows=(linked, other),
        errors=[("unlink-eid", sentences.reason_words("last_way_in"))],
    )


def _problem() -> views.Problem:
    return views.Problem(code="upstream_unavailable", retry_url="/sign-in/attempt")


UPSTREAM_SAMPLES: Final[Mapping[str, tuple[str, Callable[[], object]]]] = {
    "sign_in_elsewhere": ("sign_in.html", _sign_in),
    "sign_in_to_link": ("sign_in.html", _sign_in_to_link),
    "elsewhere": ("elsewhere.html", _elsewhere),
    "link": ("link.html", _link),
    "link_known": ("link.html", _link_known),
    "upstreams": ("upstreams.html", _upstreams),
    "problem_upstream": ("problem.html", _problem),
}
