"""What the shared pages say, in Vietnamese and English; each sample adds a table of its own.

A sentence is never built from pieces, so that each language keeps its own order.
"""

from collections.abc import Callable, Mapping

LANGUAGES = ("vi", "en")
Words = Mapping[str, tuple[str, str]]
Say = Callable[..., str]

SHARED_WORDS: Words = {
    "skip": ("Đến nội dung chính", "Skip to the content"),
    "demonstration": (
        "Bản trình diễn: mọi người và hồ sơ đều là giả định.",
        "A demonstration: all people and papers are invented.",
    ),
    "sign_in": ("Đăng nhập", "Sign in"),
    "sign_out": ("Đăng xuất", "Sign out"),
    "back": ("Về trang đầu", "Back to the first page"),
    "signed_out": ("Đã đăng xuất", "Signed out"),
    "signed_out_text": (
        "Phiên tại dịch vụ này đã kết thúc.",
        "The session at this service has ended.",
    ),
    "signed_out_here_only": (
        "Không liên lạc được với hệ thống đăng nhập: phiên ở đó có thể vẫn còn. "
        "Trên máy dùng chung, hãy đóng trình duyệt.",
        "The sign-in service could not be reached: your session there may go on. "
        "On a shared computer, close the browser.",
    ),
    "problem": ("Chưa đăng nhập được", "Not signed in yet"),
    "problem_code": ("Mã lỗi", "Error code"),
    "level.1": ("Mức độ 1: một yếu tố (mật khẩu)", "Level 1: one factor (a password)"),
    "level.2": (
        "Mức độ 2: hai yếu tố (mật khẩu và mã xác thực, hoặc khóa truy cập)",
        "Level 2: two factors (a password and a one-time code, or a passkey)",
    ),
    "level.3": (
        "Mức độ 3: sinh trắc học do cơ quan có thẩm quyền đối chiếu",
        "Level 3: a biometric matched by the authority",
    ),
    "level.4": (
        "Mức độ 4: sinh trắc học và thiết bị bảo mật phần cứng",
        "Level 4: a biometric and a hardware device",
    ),
    "level.unknown": ("Không rõ mức độ xác thực", "The level is not known"),
}

PROBLEM_WORDS: Words = {
    "access_denied": (
        "Việc chia sẻ dữ liệu đã bị từ chối, nên dịch vụ không nhận được gì. "
        "Có thể đăng nhập lại bất cứ lúc nào.",
        "Sharing was declined, so this service received nothing. "
        "You can sign in again at any time.",
    ),
    "login_required": (
        "Cần đăng nhập lại để tiếp tục.",
        "Signing in again is needed to go on.",
    ),
    "consent_required": (
        "Cần sự đồng ý chia sẻ dữ liệu để tiếp tục.",
        "Your consent to sharing is needed to go on.",
    ),
    "unmet_authentication_requirements": (
        "Tài khoản chưa có cách đăng nhập đủ mạnh cho việc này. "
        "Hãy thêm yếu tố xác thực thứ hai trong trang tài khoản.",
        "The account has no way of signing in that is strong enough for this. "
        "Add a second factor on the account page.",
    ),
    "temporarily_unavailable": (
        "Hệ thống đăng nhập đang tạm gián đoạn. Hãy thử lại sau ít phút; chưa có gì bị mất.",
        "The sign-in service is interrupted. Try again in a few minutes; nothing is lost.",
    ),
    "server_error": (
        "Hệ thống đăng nhập gặp sự cố. Hãy thử lại sau ít phút.",
        "The sign-in service had a problem. Try again in a few minutes.",
    ),
    "sign_in_not_begun_here": (
        "Lần đăng nhập này không bắt đầu từ trình duyệt này, hoặc đã hết hạn. "
        "Hãy đăng nhập lại từ trang đầu.",
        "This sign-in was not begun in this browser, or it has expired. "
        "Please sign in again from the first page.",
    ),
    "answer_of_another_issuer": (
        "Câu trả lời không đến từ hệ thống đăng nhập mà dịch vụ này tin cậy, nên đã bị bỏ.",
        "The answer did not come from the sign-in service that we trust, so it was dropped.",
    ),
    "form_expired": (
        "Trang đã hết hạn. Hãy mở lại trang và gửi lần nữa.",
        "The page has expired. Open it again and send once more.",
    ),
    "other": (
        "Lần đăng nhập chưa hoàn tất. Hãy thử lại; nếu vẫn gặp lỗi, hãy báo mã lỗi dưới đây.",
        "The sign-in was not completed. Try again; if it fails again, report the code below.",
    ),
}


def speaker(words: Words, language: str) -> Say:
    """A function that says the sentence under a key in this language, with its values filled in."""
    position = LANGUAGES.index(language)

    def say(key: str, **values: str) -> str:
        return words[key][position].format(**values)

    return say


def problem_text(code: str, language: str) -> str:
    """What a person can make of an error code, and do next."""
    sentences = PROBLEM_WORDS.get(code, PROBLEM_WORDS["other"])
    return sentences[LANGUAGES.index(language)]
