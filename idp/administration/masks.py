"""What officials see of a person: enough to know them again, not to learn who they are (I-18)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from idp.identity.messages import masked
from idp.identity.personal_number import mask
from idp.identity.ports import Account

MASKS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "birthdate": lambda text: f"••/••/{text[:4]}",
        "personal_number": mask,
        "email": lambda text: masked("email", text),
        "phone_number": lambda text: masked("sms", text),
        "gender": str,
    }
)
"""How each attribute is shown, beside the name; all others are not."""


def shown(account: Account) -> Mapping[str, str]:
    """The attributes of the table that the person has, masked."""
    values = {name: text_of(name, account) for name in MASKS}
    return {name: MASKS[name](value) for name, value in values.items() if value}


def text_of(name: str, account: Account) -> str:
    """The attribute as text; empty where there is none."""
    attribute = account.attributes.get(name)
    value = None if attribute is None else attribute.value
    return value if isinstance(value, str) else ""
