"""Models of security keys that officials may enrol: the list that an operator keeps, as TOML.

[[model]]
aaguid = "2fc0579f-8113-47ea-b116-bb5a8db9202a"
name = "…"
roots = ["-----BEGIN CERTIFICATE-----…"]
"""

import tomllib
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyModel:
    """A model by its AAGUID, and the roots (PEM) under which its maker attests to it."""

    aaguid: str
    name: str
    roots: tuple[str, ...]


def key_models_in(text: str) -> tuple[KeyModel, ...]:
    """The models of the list; ValueError when it is not one, or a model has no root."""
    listed = tomllib.loads(text).get("model", [])
    try:
        models = tuple(
            KeyModel(
                aaguid=str(UUID(one["aaguid"])), name=str(one["name"]), roots=tuple(one["roots"])
            )
            for one in listed
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("a model needs aaguid, name and roots") from error
    if any(not model.roots for model in models):
        raise ValueError("a model needs a root: without one anybody could claim to be it")
    return models
