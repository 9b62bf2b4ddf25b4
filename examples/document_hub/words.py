"""What the hub's page says, in Vietnamese and English."""

from examples.relying_party.words import Words

WORDS: Words = {
    "name": ("Trục liên thông văn bản (mẫu)", "Document-exchange hub (sample)"),
    "welcome": ("Gửi và nhận văn bản giữa các cơ quan", "Documents between agencies"),
    "welcome_text": (
        "Dành cho cán bộ văn thư. Cần tài khoản công vụ và mức độ xác thực 2.",
        "For the clerks of agencies. It needs an official's account and a sign-in of level 2.",
    ),
    "agency": ("Cơ quan", "Agency"),
    "post": ("Chức vụ", "Post"),
    "inbox": ("Văn bản đến", "Received documents"),
    "inbox_empty": ("Chưa có văn bản nào.", "No document yet."),
    "from": ("Nơi gửi", "From"),
    "sent_at": ("Gửi lúc (UTC)", "Sent at (UTC)"),
    "send_title": ("Gửi văn bản", "Send a document"),
    "to": ("Mã cơ quan nhận", "Code of the receiving agency"),
    "to_hint": ("Ví dụ: H01.02", "For example: H01.02"),
    "title": ("Trích yếu", "Title"),
    "text": ("Nội dung", "Text"),
    "send": ("Gửi", "Send"),
    "sent": ("Đã gửi văn bản đến {to}.", "The document was sent to {to}."),
    "mistake": ("Chưa gửi được: hãy xem ô bên dưới.", "Not sent: please look at the field below."),
    "missing": ("Hãy điền vào ô này.", "Please fill in this field."),
    "too_long": ("Nội dung ô này quá dài.", "This is too long."),
    "unreadable": ("Có ký tự không đọc được.", "Some characters cannot be read."),
    "not_an_agency": ("Đây không phải là mã cơ quan.", "This is not the code of an agency."),
    "step_up": ("Xác thực bổ sung", "Step up"),
    "need_step_up": (
        "Văn bản chỉ mở ở mức độ xác thực 2: cần thêm yếu tố thứ hai.",
        "Documents open at level 2 only: a second factor is needed.",
    ),
    "need_sign_in": (
        "Phiên đã hết hạn. Hãy đăng nhập lại; nội dung đang soạn vẫn được giữ.",
        "The session has expired. Sign in again; what you typed is kept.",
    ),
    "no_agency": (
        "Tài khoản này không đại diện cho cơ quan nào tại trục liên thông.",
        "This account does not speak for an agency at the hub.",
    ),
    "need_provider": (
        "Trục chưa liên lạc được với hệ thống định danh. Hãy thử lại sau ít phút.",
        "The hub has not reached the identity service yet. Try again in a few minutes.",
    ),
}
