"""The register simulator without a network, and people who go through the pages to an account."""

from dataclasses import asdict, dataclass

from examples.register.app import finding_of
from idp.identity.registration.register import Finding, Question, RegisterSilent
from idp.jobs.check_registrations import check_registrations
from tests.support.site import PASSWORD, TEST_ORIGIN, Site
from tests.support.visitor import Answer, Visitor

THAI = {"personal_number": "001092300001", "name": "Hoàng Văn Thái", "birthdate": "15/03/1992"}
MAI = {"personal_number": "079195300002", "name": "do thi mai", "birthdate": "20/08/1995"}
CHILD = {"personal_number": "001217300006", "name": "Nguyễn Gia Bảo", "birthdate": "04/04/2017"}
GUARDIAN = "001190012345"
ELISE = {
    "document_type": "passport",
    "document_issuer": "France",
    "document_number": "12AB34567",
    "document_expires_on": "31/12/2030",
    "name": "Élise Martin",
    "birthdate": "14/07/1989",
}


@dataclass(slots=True)
class SimulatedRegister:
    """What the simulator would answer; it may also be silent."""

    name: str = "Sổ đăng ký mô phỏng"
    silent: bool = False
    asked: int = 0

    def ask(self, question: Question, at: int) -> Finding:
        """Answer as the simulator does."""
        assert at > 0
        self.asked += 1
        if self.silent:
            raise RegisterSilent("switched off")
        person = {name: value for name, value in asdict(question).items() if value}
        return "confirmed" if finding_of({"person": person}) == "confirmed" else "not_confirmed"


def fill(
    visitor: Visitor,
    person: dict[str, str],
    username: str,
    *,
    guardian: str = "",
    start: str = "",
    **reached: str,
) -> Answer:
    """Go through every step; the answer is the page that tells where it stands.

    `reached` may name `email` and `phone`.
    """
    page = visitor.follow(visitor.open(start or "/register"))
    kind = "register-foreigner" if "document_type" in person else "register-citizen"
    page = visitor.follow(visitor.press(page, kind))
    page = visitor.follow(visitor.press(page, "register-next", **person))
    if guardian:
        page = visitor.follow(visitor.press(page, "register-next", guardian_number=guardian))
    return visitor.follow(
        visitor.press(page, "register-submit", username=username, password=PASSWORD, **reached)
    )


def let_the_worker_check(site: Site) -> None:
    """The worker asks the register once."""
    check_registrations(site.provider, TEST_ORIGIN)


def look_again(visitor: Visitor, page: Answer) -> Answer:
    """The same page, some moments later."""
    return visitor.open(page.request.full_path)
