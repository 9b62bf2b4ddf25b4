"""People who register in the small world of `world.py`, and what the register says of them."""

from dataclasses import replace

from idp.identity.applicant import Applicant, Document, Registration
from idp.identity.factors.password import Busy
from idp.identity.ports import Account, Attribute
from idp.identity.registration import activation, checking, draft
from idp.identity.registration.activation import Activated, NotActivated
from idp.identity.registration.register import Finding
from idp.identity.registration.submission import submit
from tests.identity.world import PASSWORD, World

NUMBER = "001092300001"
GUARDIAN = "001190012345"
BROWSER = "browser of máy ở nhà"
REGISTER = "sổ thử"
CITIZEN = Applicant(
    kind="citizen",
    name="Hoàng Văn Thái",
    birthdate="1992-03-15",
    username="thai",
    personal_number=NUMBER,
    email="thai@example.vn",
)
CHILD = replace(CITIZEN, birthdate="2017-04-04", guardian_number=GUARDIAN)
FOREIGNER = Applicant(
    kind="foreigner",
    name="Élise Martin",
    birthdate="1989-07-14",
    username="elise",
    document=Document(
        type="passport", issuer="France", number="12AB34567", expires_on="2027-06-30"
    ),
)


def submitted(world: World, applicant: Applicant = CITIZEN) -> Registration:
    """The form was sent."""
    context = world.context()
    begun = draft.begin(applicant.kind, None, BROWSER, context)
    hashed = world.hashing.hash(PASSWORD)
    assert not isinstance(hashed, Busy)
    return submit(begun, applicant, hashed, context)


def checked(
    world: World, applicant: Applicant = CITIZEN, finding: Finding = "confirmed"
) -> Registration:
    """The register has answered."""
    made = submitted(world, applicant)
    checking.settle(made.id, finding, REGISTER, world.context())
    return now(world, made)


def activated(world: World, registration: Registration) -> Account:
    """The account of this registration."""
    outcome = activation.activate(registration, world.context())
    assert isinstance(outcome, Activated), outcome
    return outcome.account


def failed(world: World, registration: Registration) -> str:
    """Why it was not activated."""
    outcome = activation.activate(registration, world.context())
    assert isinstance(outcome, NotActivated), outcome
    return outcome.reason


def now(world: World, registration: Registration) -> Registration:
    """The registration as it stands now."""
    found = world.identity.registrations.get(registration.id)
    assert found is not None
    return found


def a_guardian(world: World, *, level: int = 1, **attributes: Attribute) -> Account:
    """Somebody of the guardian's number."""
    who = world.someone("lan")
    account = world.identity.accounts.get(who.account_id)
    assert account is not None
    known = {
        "personal_number": Attribute(value=GUARDIAN, source="register"),
        "birthdate": Attribute(value="1990-05-12", source="register"),
    }
    guardian = replace(account, level=level, attributes={**known, **attributes})
    world.identity.people.change(guardian)
    return guardian
