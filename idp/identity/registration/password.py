"""The password of a registration: judged as every new password, before there is an account."""

from typing import Final

from idp.identity.applicant import Applicant
from idp.identity.context import Context
from idp.identity.password_policy import PRESETS, Demands, Weakness, weakness_of

SHORTEST: Final = PRESETS["default"].shortest_alone  # characters: no second factor is there yet


def weakness_for(applicant: Applicant, password: str, context: Context) -> Weakness | None:
    """Why this may not become the applicant's password; None when it may."""
    own = (
        applicant.username,
        applicant.name,
        applicant.birthdate,
        applicant.personal_number,
        applicant.email,
        applicant.phone,
    )
    demands = Demands(
        preset=PRESETS["default"], alone=True, own_words=tuple(word for word in own if word)
    )
    return weakness_of(password, demands, context.breached)
