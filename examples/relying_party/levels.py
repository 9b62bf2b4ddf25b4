"""How strong a sign-in was: the claim `acr` as a number from 1 to 4.

The provider writes `<issuer>/loa/2`, or the alias `LoA2` to clients that asked for it by that name.
"""

import re

_LEVEL = re.compile(r"[1-4]")


def level_of(acr: object, issuer: str) -> int | None:
    """The level that `acr` stands for, or None for anything that is not one of this issuer's."""
    if not isinstance(acr, str):
        return None
    for prefix in (level_uri(issuer, ""), "LoA"):
        number = acr.removeprefix(prefix)
        if number != acr and _LEVEL.fullmatch(number):
            return int(number)
    return None


def level_uri(issuer: str, level: int | str) -> str:
    """The value of `acr` for a level of this issuer."""
    return f"{issuer}/loa/{level}"
