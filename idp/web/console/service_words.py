"""What members of a registration are called, their values in words, and what was wrong with one.

The names of members are `words.CLIENT_MEMBERS`. Pages of services and proposals about them read
these tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from idp.web.console.words import value_name_words, words_of
from idp.web.languages import day
from idp.web.translate import gettext, marked, ngettext
from idp.web.words import LEVEL_WORDS, claim_words

PROFILE_WORDS: Final[Mapping[str, str]] = {
    "standard": marked("Standard: PKCE and nonce always"),
    "compatible": marked("Compatible: for portals that exist already, with a last day"),
}
METHOD_WORDS: Final[Mapping[str, str]] = {
    "client_secret_basic": marked("A secret, in the header"),
    "client_secret_post": marked("A secret, in the form"),
    "private_key_jwt": marked("A key of its own"),
    "none": marked("Nothing: an application on people's devices"),
}
GRANT_WORDS: Final[Mapping[str, str]] = {
    "authorization_code": marked("People sign in"),
    "refresh_token": marked("Access goes on without signing in again"),
    "client_credentials": marked("It acts in its own name, without a person"),
}
APPLICATION_WORDS: Final[Mapping[str, str]] = {
    "web": marked("A website with a server"),
    "native": marked("An application on a device"),
}
SUBJECT_WORDS: Final[Mapping[str, str]] = {
    "pairwise": marked("Its own for this sector: nobody can compare"),
    "public": marked("The same for every service that has it so"),
}
CLAIM_NAME_WORDS: Final[Mapping[str, str]] = {
    "standard": marked("As in the standard"),
    "dvcqg": marked("As at the National Public Service Portal"),
}
GROUND_WORDS: Final[Mapping[str, str]] = {
    "law": marked("The law: people are told"),
    "consent": marked("Consent: people are asked"),
}
CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "profile": PROFILE_WORDS,
    "authentication_method": METHOD_WORDS,
    "grant_types": GRANT_WORDS,
    "application_type": APPLICATION_WORDS,
    "subject_type": SUBJECT_WORDS,
    "claim_names": CLAIM_NAME_WORDS,
    "ground": GROUND_WORDS,
    "minimum_level": {str(level): LEVEL_WORDS[level] for level in (1, 2)},
}
"""Members with few possible values, by the name of the value."""
FAULTS: Final[Mapping[str, str]] = {
    "client_name": marked("The service needs a name, in characters that print."),
    "profile": marked("Choose a profile."),
    "authentication_method": marked("Choose how the service proves who it is."),
    "jwks": marked(
        "Give public keys, by their address or by their value, not both; never a private key."
    ),
    "jwks_uri": marked("Write an https address of a public host."),
    "backchannel_logout_uri": marked("Write an https address of a public host."),
    "logo_uri": marked("Write an https address of a public host."),
    "policy_uri": marked("Write an https address of a public host."),
    "tos_uri": marked("Write an https address of a public host."),
    "grant_types": marked(
        "Choose at least one. Who has neither a secret nor a key cannot act in its own name."
    ),
    "redirect_uris": marked(
        "Where people sign in, write at least one address: https, whole, without a fragment."
    ),
    "post_logout_redirect_uris": marked("Write each address whole: https, without a fragment."),
    "sunset": marked(
        "Write the day as day/month/year. A compatible service has moved by 31/12/2028."
    ),
    "scope": marked("Write at least one scope."),
    "scope_reasons": marked(
        "Write a scope and its reason on a line: at most 512 characters that print."
    ),
    "sector": marked("Addresses of several hosts need a named sector."),
    "organisation": marked("There is no active organisation of this code where you may do this."),
    "audiences": marked("There is no resource server of this address that you may allow."),
    "default_max_age": marked("Write a number of seconds."),
    "acr_aliases": marked("Write a name and a level on a line, with a space between them."),
}
"""What is wrong with a member, by its name."""
PARAMETER_MEMBERS: Final[Mapping[str, str]] = {
    "redirect_uri": "redirect_uris",
    "post_logout_redirect_uri": "post_logout_redirect_uris",
    "scope": "scope",
    "resource": "audiences",
    "grant_type": "grant_types",
    "client_secret": "authentication_method",
    "client_assertion": "authentication_method",
    "client_assertion_type": "authentication_method",
    "acr_values": "acr_aliases",
    "max_age": "default_max_age",
    "claims": "scope",
    "nonce": "profile",
    "code_challenge": "profile",
    "code_challenge_method": "profile",
}
"""What is registered of it, by the parameter of a request."""
ERROR_ADVICE: Final[Mapping[str, str]] = {
    "invalid_request": marked("A parameter is missing, repeated or malformed."),
    "invalid_client": marked(
        "Nobody proved to be this service: another method, a wrong secret or key, or it is"
        " disabled. If it did not ask at all, somebody else used its id."
    ),
    "redirect_uri_mismatch": marked(
        "The address is not one of the registered, character by character."
    ),
    "invalid_grant": marked(
        "The code or refresh token is unknown, expired or spent, or what it hung on has ended."
        " Begin again."
    ),
    "unauthorized_client": marked("The grant is not registered, or the last day is over."),
    "unsupported_grant_type": marked(
        "There is no such grant; discovery names those that there are."
    ),
    "unsupported_response_type": marked("Only “code” is answered."),
    "invalid_scope": marked(
        "None of the scopes is registered, or more was asked for than granted."
    ),
    "invalid_target": marked(
        "The resource server is unknown, not registered for it, or of another environment."
    ),
    "request_not_supported": marked("Send plain parameters."),
    "request_uri_not_supported": marked("Send plain parameters."),
    "access_denied": marked(
        "The person said no or left, or may not sign in here: in test only sandbox people may."
    ),
    "unmet_authentication_requirements": marked("A level was demanded that cannot be reached."),
}
"""What an error means and what to do, in a sentence; more in `docs/integrate/errors.md`."""


def member_name_words(name: str) -> str:
    """What the member is called; its organisation is no place that a role reaches."""
    return gettext("Organisation") if name == "organisation" else value_name_words(name)


def member_words(name: str, value: object) -> str:
    """The value of a member on one line."""
    return ", ".join(member_lines(name, value)) or "–"


def member_lines(name: str, value: object) -> list[str]:
    """The value of a member in words, one line for each part; none where there is nothing."""
    if value in (None, "", [], (), {}):
        return []
    written = _WRITTEN.get(name)
    if written is not None:
        return written(value)
    table = CHOICES.get(name, {})
    match value:
        case dict():
            return [f"{one}: {said}" for one, said in value.items()]
        case list() | tuple():
            return [words_of(table, str(one)) for one in value]
        case _:
            return [words_of(table, str(value))]


def fault_words(member: str) -> str:
    """What is wrong with the member."""
    return gettext(FAULTS[member]) if member in FAULTS else gettext("This value cannot be used.")


def _keys(value: object) -> list[str]:
    """Each key by its type and name: nobody reads the numbers."""
    keys = value.get("keys", []) if isinstance(value, dict) else []
    return [
        " ".join(str(key[part]) for part in ("kty", "crv", "alg", "kid") if part in key)
        for key in keys
        if isinstance(key, dict)
    ]


def _seconds(value: object) -> list[str]:
    return [ngettext("%(num)d second", "%(num)d seconds", int(str(value)))]


_WRITTEN: Final[Mapping[str, Callable[[object], list[str]]]] = {
    "jwks": _keys,
    "scope": lambda value: str(value).split(),
    "sunset": lambda value: [day(str(value))],
    "default_max_age": _seconds,
    "optional_claims": lambda value: [claim_words(str(one)) for one in _listed(value)],
}


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []
