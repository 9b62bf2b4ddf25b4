"""The sentence that explains each claim, for the page that opens the tokens."""

import json
from dataclasses import dataclass

from flask import g

from examples.relying_party.remembered import Json
from examples.relying_party.words import LANGUAGES

SENTENCES: dict[str, tuple[str, str]] = {
    "alg": (
        "Thuật toán ký; cổng chỉ nhận thuật toán đã đăng ký.",
        "The signature's algorithm; the portal accepts only the registered one.",
    ),
    "kid": (
        "Tên khóa đã ký, tìm trong bộ khóa công khai của hệ thống.",
        "The name of the signing key, found in the provider's public key set.",
    ),
    "typ": (
        "Loại token, để không dùng loại này thay loại kia.",
        "The type, so that one kind of token is never taken for another.",
    ),
    "iss": (
        "Ai phát hành: phải đúng hệ thống mà cổng tin cậy.",
        "Who issued it: must be the provider that the portal trusts.",
    ),
    "sub": (
        "Mã của người này, riêng cho cổng và không bao giờ đổi; dịch vụ khác thấy mã khác.",
        "This person's identifier, for this portal alone and for ever; other services see another.",
    ),
    "aud": (
        "Dành cho ai: nơi nhận khác phải từ chối.",
        "For whom: any other recipient must refuse it.",
    ),
    "exp": ("Hết hiệu lực lúc (giây UTC).", "When it ends (seconds, UTC)."),
    "iat": ("Phát hành lúc (giây UTC).", "When it was issued (seconds, UTC)."),
    "auth_time": (
        "Người này thực sự xác thực lúc nào (giây UTC).",
        "When the person really authenticated (seconds, UTC).",
    ),
    "nonce": (
        "Số ngẫu nhiên cổng đã gửi đi: token thuộc đúng lần đăng nhập này.",
        "The random value that the portal sent: the token belongs to this very sign-in.",
    ),
    "acr": ("Mức độ của lần đăng nhập này.", "How strong this sign-in was."),
    "amr": (
        "Các yếu tố đã dùng: pwd mật khẩu, otp mã một lần, mfa nhiều yếu tố.",
        "The factors used: pwd password, otp one-time code, mfa several factors.",
    ),
    "sid": (
        "Phiên tại hệ thống: khi phiên đó kết thúc, hệ thống báo cho cổng bằng mã này.",
        "The session at the provider: when it ends, the portal is told by this name.",
    ),
    "at_hash": (
        "Dấu băm của access token: hai token thuộc về nhau.",
        "A hash of the access token: the two belong together.",
    ),
    "azp": ("Ứng dụng được cấp token.", "The client to which the token was issued."),
    "jti": ("Mã riêng của token này.", "This token's own number."),
    "act": (
        "Có ủy quyền: ai thực sự thao tác. Không có trường này thì người đó làm cho chính mình.",
        "There is a mandate: who really acts. Without this claim people act for themselves.",
    ),
    "on_behalf_of": (
        "Thực hiện thay cho ai, với tư cách gì, đến hạn mức nào.",
        "For whom the person acts, in what capacity, up to what limit.",
    ),
    "client_id": ("Ứng dụng được cấp token.", "The client to which the token was issued."),
    "scope": ("Token cho phép làm gì.", "What the token allows."),
    "name": ("Họ, chữ đệm và tên.", "The full name."),
    "family_name": ("Họ.", "The family name."),
    "middle_name": ("Chữ đệm.", "The middle name."),
    "given_name": ("Tên.", "The given name."),
    "preferred_username": (
        "Tên đăng nhập; có thể đổi, không dùng làm khóa.",
        "The user name; it may change, so never file data under it.",
    ),
    "birthdate": ("Ngày sinh (năm-tháng-ngày).", "The date of birth (year-month-day)."),
    "gender": ("Giới tính.", "The sex."),
    "locale": ("Ngôn ngữ ưa dùng.", "The preferred language."),
    "zoneinfo": ("Múi giờ.", "The time zone."),
    "updated_at": (
        "Dữ liệu đổi lần cuối lúc (giây UTC).",
        "When the data last changed (seconds, UTC).",
    ),
    "email": ("Thư điện tử.", "The e-mail address."),
    "email_verified": (
        "Thư điện tử đã được kiểm tra hay chưa.",
        "Whether the e-mail address was checked.",
    ),
    "phone_number": ("Số điện thoại.", "The phone number."),
    "verified_claims": (
        "Dữ liệu đã xác minh, kèm ai xác minh và bằng cách nào.",
        "Verified data, with who verified it and how.",
    ),
    "identity_source": ("Nguồn đã xác minh danh tính.", "The source that verified the identity."),
}
OTHER = (
    "Trường khác của hệ thống; cổng không dùng.",
    "Another claim of the provider; the portal makes no use of it.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One claim as the page shows it."""

    claim: str
    value: str
    meaning: str


def explained(claims: Json) -> tuple[Row, ...]:
    """The claims in the order in which they arrived, each with its sentence."""
    position = LANGUAGES.index(g.language)
    return tuple(
        Row(
            claim=claim,
            value=value if isinstance(value, str) else json.dumps(value, ensure_ascii=False),
            meaning=SENTENCES.get(claim, OTHER)[position],
        )
        for claim, value in claims.items()
    )
