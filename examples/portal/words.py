"""What the portal says, in Vietnamese and English."""

from examples.relying_party.words import Words

WORDS: Words = {
    "name": ("Cổng Dịch vụ công quốc gia (mẫu)", "National Public Service Portal (sample)"),
    "welcome": ("Dịch vụ công trực tuyến", "Public services online"),
    "welcome_text": (
        "Đăng nhập một lần để nộp hồ sơ, theo dõi kết quả và nhận giấy tờ của mình.",
        "Sign in once to submit dossiers, follow their results and receive your papers.",
    ),
    "welcome_how": (
        "Cổng không nhận mật khẩu: việc đăng nhập diễn ra tại hệ thống định danh, "
        "và Quý khách thấy dữ liệu nào được chia sẻ trước khi quay lại đây.",
        "The portal never receives your password: you sign in at the identity service, "
        "and see what is shared before you return here.",
    ),
    "hello": ("Xin chào", "Welcome"),
    "full_name": ("Họ và tên", "Name"),
    "nameless": ("(chưa chia sẻ họ tên)", "(no name was shared)"),
    "acting_for": ("Thực hiện thay cho", "Acting for"),
    "act_for_another": ("Chọn tư cách khác", "Act in another capacity"),
    "level": ("Mức độ xác thực", "How strongly you signed in"),
    "source": ("Nguồn xác minh dữ liệu", "Who verified the data"),
    "source_none": ("Chưa có nguồn xác minh", "Nobody has verified it yet"),
    "step_up": ("Xác thực bổ sung (mức độ 2)", "Step up to level 2"),
    "step_up_text": (
        "Nộp hồ sơ cần mức độ 2: hệ thống chỉ hỏi thêm yếu tố còn thiếu.",
        "Submitting a dossier needs level 2: you are asked only for what is missing.",
    ),
    "ready": ("Có thể nộp hồ sơ trực tuyến.", "You can submit dossiers online."),
    "opened": ("Dành cho nhà phát triển: những gì đã nhận", "For developers: what arrived"),
    "opened_text": (
        "Chỉ hiện trong bản trình diễn. Mỗi dòng là một trường dữ liệu, giá trị và ý nghĩa của nó.",
        "Shown in a demonstration only. Each row is a claim, its value and what it means.",
    ),
    "id_token": (
        "ID token: hệ thống nói với cổng rằng ai đã đăng nhập",
        "The ID token: the provider tells the portal who signed in",
    ),
    "userinfo": ("Userinfo: dữ liệu được chia sẻ", "Userinfo: the data that was shared"),
    "access_token": (
        "Access token: chìa khóa gọi API; cổng chỉ chuyển đi, không dựa vào nội dung",
        "The access token: the key to an API; a client passes it on and never relies on it",
    ),
    "claim": ("Trường", "Claim"),
    "value": ("Giá trị", "Value"),
    "meaning": ("Ý nghĩa", "Meaning"),
}
