"""Registering oneself: what was typed, the check, the guardian, and the activation. READ FIRST.

A registration is no account: until it is activated nobody can sign in with it and it takes no
name or number from anybody. Decree 69/2024/NĐ-CP art. 7 and 10-14. Reading order: `form.py`,
`draft.py`, `submission.py`, `checking.py`, `guardianship.py`, `review.py`, `activation.py`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from idp.identity.applicant import State

MOVES: Final[Mapping[State, frozenset[State]]] = MappingProxyType(
    {
        "submitted": frozenset[State]({"checked", "issued", "refused"}),
        "checked": frozenset[State]({"issued", "refused"}),
        "issued": frozenset[State]({"issued", "activated", "refused"}),
        "activated": frozenset[State](),
        "refused": frozenset[State](),
    }
)
"""Every move that a registration can make; `checked` waits for the guardian of a child."""
