"""Whom the demonstration consists of: invented people and mandates, as tables.

Next: `demonstration.py`, which makes whatever of it is missing.
"""

from dataclasses import dataclass
from typing import Final

from idp.administration.mandates import Entry
from idp.administration.ports import RoleName
from idp.identity.account import NewPerson
from idp.identity.ports import Kind
from idp.protocol.mandate import EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """An invented person; `organisation` and `title` are those of an official's post."""

    username: str
    name: str
    kind: Kind = "citizen"
    gender: str
    birthdate: str
    personal_number: str
    phone: str
    nickname: str
    street: str
    locality: str
    region: str
    organisation: str | None = None
    title: str = ""
    role: RoleName | None = None
    with_totp: bool = True
    level: int = 2

    def person(self) -> NewPerson:
        """All claims of the scopes profile, email, phone and address, and the number."""
        address = {
            "formatted": f"{self.street}, {self.locality}, {self.region}, Việt Nam",
            "street_address": self.street,
            "locality": self.locality,
            "region": self.region,
            "country": "VN",
        }
        return NewPerson(
            kind=self.kind,
            level=self.level,
            username=self.username,
            name=self.name,
            personal_number=self.personal_number,
            email=f"{self.username}@example.vn",
            phone=self.phone,
            birthdate=self.birthdate,
            claims={
                "gender": self.gender,
                "nickname": self.nickname,
                "preferred_username": self.username,
                "profile": f"https://example.vn/{self.username}",
                "picture": f"https://example.vn/{self.username}.png",
                "website": f"https://{self.username}.example.vn",
                "zoneinfo": "Asia/Ho_Chi_Minh",
                "locale": "vi-VN",
                "address": address,
                "email_verified": True,
                "phone_number_verified": True,
            },
            source="register" if self.kind == "citizen" else "agency",
        )


# Personal numbers: province, century and sex, year of birth, six digits (Decree 137/2015).
PEOPLE: Final = (
    Invented(
        username="lan", name="Nguyễn Thị Lan", gender="female", birthdate="1990-05-12",
        personal_number="001190012345", phone="+84912000001", nickname="Lan",
        street="12 Tràng Thi", locality="Hoàn Kiếm", region="Hà Nội",
    ),
    Invented(
        username="minh", name="Trần Văn Minh", gender="male", birthdate="1985-11-03",
        personal_number="079085023456", phone="+84912000002", nickname="Minh",
        street="45 Lê Lợi", locality="Quận 1", region="Thành phố Hồ Chí Minh",
    ),
    Invented(
        username="hoa", name="Phạm Thị Ngọc Hoa", gender="female", birthdate="2001-02-28",
        personal_number="048301034567", phone="+84912000003", nickname="Hoa",
        street="7 Bạch Đằng", locality="Hải Châu", region="Đà Nẵng", with_totp=False,
    ),
    Invented(
        username="dung", name="Lê Quốc Dũng", kind="official", gender="male",
        birthdate="1979-07-19", personal_number="001079045678", phone="+84912000004",
        nickname="Dũng", street="28 Trần Hưng Đạo", locality="Hoàn Kiếm", region="Hà Nội",
        organisation="G12", title="Văn thư",
    ),
    Invented(
        username="thao", name="Vũ Phương Thảo", kind="official", gender="female",
        birthdate="1988-09-02", personal_number="001188056789", phone="+84912000005",
        nickname="Thảo", street="79 Đinh Tiên Hoàng", locality="Hoàn Kiếm", region="Hà Nội",
        organisation="H26", title="Văn thư",
    ),
    Invented(
        username="admin", name="Đặng Quang Huy", kind="official", gender="male",
        birthdate="1982-12-22", personal_number="031082067890", phone="+84912000006",
        nickname="Huy", street="1 Hoàng Hoa Thám", locality="Ba Đình", region="Hà Nội",
        organisation="G22", title="Quản trị hệ thống", role="national_administrator",
    ),
    # The second pair of eyes, so that four eyes can be tried: nobody approves their own proposal.
    Invented(
        username="ngan", name="Trịnh Kim Ngân", kind="official", gender="female",
        birthdate="1984-03-15", personal_number="001184092345", phone="+84912000010",
        nickname="Ngân", street="1 Hoàng Hoa Thám", locality="Ba Đình", region="Hà Nội",
        organisation="G22", title="Thanh tra", role="approver",
    ),
    Invented(
        username="tuan", name="Hoàng Anh Tuấn", gender="male", birthdate="1976-04-08",
        personal_number="001076078901", phone="+84912000007", nickname="Tuấn",
        street="3 Phạm Ngũ Lão", locality="Hoàn Kiếm", region="Hà Nội",
    ),
    Invented(
        username="mai", name="Đỗ Tuyết Mai", gender="female", birthdate="1987-06-21",
        personal_number="001187089012", phone="+84912000008", nickname="Mai",
        street="19 Hàng Bài", locality="Hoàn Kiếm", region="Hà Nội",
    ),
    # A child of level 1, as Decree 69/2024 allows from six years on; his mother acts for him.
    Invented(
        username="khoi", name="Nguyễn Đỗ Minh Khôi", gender="male", birthdate="2016-10-02",
        personal_number="001216090123", phone="+84912000009", nickname="Khôi",
        street="19 Hàng Bài", locality="Hoàn Kiếm", region="Hà Nội", with_totp=False, level=1,
    ),
)  # fmt: skip


# Who may act for whom from the start: an enterprise's legal representative, a child's mother.
MANDATES: Final = (
    Entry(
        kind="legal_representative",
        holder="tuan",
        principal_kind="organisation",
        principal="0100233488",
        covers=(EVERYTHING,),
        limit=500_000_000,
        source="register",
        evidence="Đăng ký doanh nghiệp 0100233488",
    ),
    Entry(
        kind="guardian",
        holder="mai",
        principal_kind="person",
        principal="khoi",
        covers=(EVERYTHING,),
        source="register",
        evidence="Giấy khai sinh 15/2016",
    ),
)
