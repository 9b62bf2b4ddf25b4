"""The organisations of the demonstration: central agencies, the 34 provinces, an enterprise.

What stands here is what the sources are sure of, and no more:
- **Central agencies** have the codes and names under which they were seen in public code before
  2025. Several have merged since; which into which is not sure here, so all of them are active.
- **Provinces** are the 34 of Resolution 202/2025/QH15. Only H30, H38 and H55 are sure among their
  agency codes, and H26 is second-hand. No other is guessed: `TINH.` and the code of personal
  numbers (Circular 07/2016), under which nobody will take it for an official one.
- **Hậu Giang** shows a merger: it has ended, and Cần Thơ is its successor.
"""

from typing import Final

from idp.administration.ports import Organisation
from idp.identity.personal_number import PROVINCES

_CENTRAL: Final = (
    ("G01", "Bộ Công an"),
    ("G02", "Bộ Công Thương"),
    ("G03", "Bộ Giáo dục và Đào tạo"),
    ("G04", "Bộ Giao thông vận tải"),
    ("G05", "Bộ Kế hoạch và Đầu tư"),
    ("G06", "Bộ Khoa học và Công nghệ"),
    ("G07", "Bộ Lao động - Thương binh và Xã hội"),
    ("G08", "Bộ Ngoại giao"),
    ("G09", "Bộ Nội vụ"),
    ("G10", "Bộ Nông nghiệp và Phát triển nông thôn"),
    ("G11", "Bộ Quốc phòng"),
    ("G12", "Bộ Tài chính"),
    ("G13", "Bộ Tài nguyên và Môi trường"),
    ("G14", "Bộ Thông tin và Truyền thông"),
    ("G15", "Bộ Tư pháp"),
    ("G16", "Bộ Văn hóa, Thể thao và Du lịch"),
    ("G17", "Bộ Xây dựng"),
    ("G18", "Bộ Y tế"),
    ("G19", "Ngân hàng Nhà nước Việt Nam"),
    ("G20", "Thanh tra Chính phủ"),
    ("G21", "Ủy ban Dân tộc"),
    ("G22", "Văn phòng Chính phủ"),
    ("G24", "Bảo hiểm xã hội Việt Nam"),
)
_KNOWN_CODES: Final = {"Hà Nội": "H26", "Lào Cai": "H38", "Thái Nguyên": "H55"}
_CITIES: Final = ("Cần Thơ", "Đà Nẵng", "Hà Nội", "Hải Phòng", "Hồ Chí Minh", "Huế")
_BIRTH_CODES: Final = {one.merged_into: one.code for one in PROVINCES.values()} | {
    one.name: one.code for one in PROVINCES.values()
}
"""A province that kept its name has its own; the others that lie in it have none any more."""


def _province(name: str) -> Organisation:
    code = _KNOWN_CODES.get(name) or f"TINH.{_BIRTH_CODES[name]}"
    called = f"Thành phố {name}" if name in _CITIES else f"Tỉnh {name}"
    return Organisation(code=code, name=called, kind="province")


ORGANISATIONS: Final = (
    *(
        Organisation(code=code, name=name, kind="ministry" if name.startswith("Bộ") else "agency")
        for code, name in _CENTRAL
    ),
    *map(_province, sorted({one.merged_into for one in PROVINCES.values()})),
    Organisation(code="0100233488", name="Công ty TNHH Hạt Giống Xanh (mẫu)", kind="enterprise"),
)
MERGED: Final = (
    (Organisation(code="H30", name="Tỉnh Hậu Giang", kind="province"), _province("Cần Thơ").code),
)
"""What has ended, and the code of its successor."""
