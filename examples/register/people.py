"""The invented people whom the simulator knows: number, name, birth date, and a child's guardian.

Numbers are well formed (province, century and sex, year of birth) and belong to nobody.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the register; `guardian` is the number of whoever answers for a child."""

    number: str
    name: str
    birthdate: str
    guardian: str | None = None


PEOPLE = (
    # These have accounts in the demonstration.
    Entry(number="001190012345", name="Nguyễn Thị Lan", birthdate="1990-05-12"),
    Entry(number="079085023456", name="Trần Văn Minh", birthdate="1985-11-03"),
    Entry(number="048301034567", name="Phạm Thị Ngọc Hoa", birthdate="2001-02-28"),
    # These may register.
    Entry(number="001092300001", name="Hoàng Văn Thái", birthdate="1992-03-15"),
    Entry(number="079195300002", name="Đỗ Thị Mai", birthdate="1995-08-20"),
    Entry(number="031088300003", name="Bùi Quang Khải", birthdate="1988-12-01"),
    Entry(number="046303300004", name="Võ Thị Thu Hà", birthdate="2003-06-09"),
    Entry(number="092200300005", name="Lý Minh Đức", birthdate="2000-01-31"),
    # Children of Nguyễn Thị Lan and Trần Văn Minh.
    Entry(
        number="001217300006",
        name="Nguyễn Gia Bảo",
        birthdate="2017-04-04",
        guardian="001190012345",
    ),
    Entry(
        number="079316300007",
        name="Trần Khánh An",
        birthdate="2016-10-22",
        guardian="079085023456",
    ),
)
