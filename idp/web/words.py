"""What the machine's names are called among people: claims, scopes, levels, sources, kinds.

Consent and account pages read these tables; sentences for errors are in `sentences.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from idp.clock import moment
from idp.web.languages import day
from idp.web.translate import gettext, marked

# OIDC Core §5.1, then ours. A test compares it with the claims that a scope can release.
CLAIM_WORDS: Final[Mapping[str, str]] = {
    "sub": marked("Your identifier at this service"),
    "name": marked("Full name"),
    "family_name": marked("Family name"),
    "given_name": marked("Given name"),
    "middle_name": marked("Middle name"),
    "nickname": marked("Nickname"),
    "preferred_username": marked("User name"),
    "profile": marked("Profile page"),
    "picture": marked("Portrait"),
    "website": marked("Website"),
    "gender": marked("Sex"),
    "birthdate": marked("Date of birth"),
    "zoneinfo": marked("Time zone"),
    "locale": marked("Preferred language"),
    "updated_at": marked("Last updated"),
    "email": marked("E-mail"),
    "email_verified": marked("E-mail verified"),
    "phone_number": marked("Phone number"),
    "phone_number_verified": marked("Phone number verified"),
    "address": marked("Place of residence"),
    "personal_number": marked("Personal identification number"),
    "org_code": marked("Agency code"),
    "org_name": marked("Agency or organisation"),
    "org_path": marked("Superior agencies"),
    "org_aliases": marked("Other agency codes"),
    "org_role": marked("Role at the agency"),
    "post": marked("Title and post"),
    "verified_claims": marked("Verified identity and its evidence"),
    "act": marked("That you act for somebody else"),
    "on_behalf_of": marked("For whom you act"),
}

# What a service may know or do, for scopes that are more than a list of claims.
SCOPE_WORDS: Final[Mapping[str, str]] = {
    "openid": marked("Know that you have signed in"),
    "profile": marked("See your basic personal information"),
    "email": marked("See your e-mail address"),
    "phone": marked("See your phone number"),
    "address": marked("See your place of residence"),
    "personal_number": marked("See your personal identification number"),
    "organisation": marked("See your agency and your post"),
    "on_behalf_of": marked("See for whom you act"),
    "documents.send": marked("Send official documents for your agency"),
    "documents.receive": marked("Receive official documents for your agency"),
    "offline_access": marked("Keep this access when you are not signed in, for at most 30 days"),
    # What a program may do at the API of administration, in the official's name.
    "accounts.read": marked("Look at accounts, by your role"),
    "accounts.write": marked("Make accounts, by your role"),
    "approvals.read": marked("See what waits for approval"),
    "approvals.decide": marked("Approve or refuse proposals, by your role"),
    "approvals.own": marked("See your own proposals, and take them back"),
    "clients.read": marked("See services, and what was wrong with their requests"),
    "clients.write": marked("Register and change services"),
    "clients.propose": marked("Propose that services meet real people"),
    "clients.block": marked("Disable and enable services"),
    "data_requests.read": marked("See requests about data"),
    "data_requests.write": marked("Answer requests about data"),
    "evidence.read": marked("Verify, search and export the trail of events"),
    "factors.propose": marked("Propose to take lost factors from people"),
    "keys.read": marked("See the signing keys"),
    "keys.propose": marked("Propose to replace the signing keys at once"),
    "locks.propose": marked("Propose decisions on requests to lock accounts"),
    "locks.read": marked("See requests to lock accounts"),
    "locks.write": marked("Lock and unlock accounts"),
    "mandates.read": marked("See mandates"),
    "mandates.write": marked("Enter and end mandates"),
    "organisations.read": marked("See organisations, their history and what they lack"),
    "organisations.propose": marked("Propose to move and end organisations"),
    "organisations.write": marked("Make and rename organisations"),
    "policies.propose": marked("Propose policies of organisations"),
    "policies.read": marked("See policies of organisations"),
    "recoveries.approve": marked("Approve recoveries in person"),
    "recoveries.propose": marked("Propose recoveries in person"),
    "registrations.decide": marked("Decide on registrations"),
    "registrations.read": marked("See registrations that wait for a review"),
    "roles.propose": marked("Propose changes of roles"),
    "roles.read": marked("See who holds which role"),
    "sessions.end": marked("Sign people out everywhere"),
}

# In what capacity somebody acts for another: Civil Code 2015, art. 134–138.
CAPACITY_WORDS: Final[Mapping[str, str]] = {
    "legal_representative": marked("Legal representative"),
    "authorised_person": marked("Authorised person"),
    "guardian": marked("Guardian"),
}

# How strong a sign-in was: Decree 69/2024/NĐ-CP, four levels.
LEVEL_WORDS: Final[Mapping[int, str]] = {
    1: marked("Level 1: one factor"),
    2: marked("Level 2: two different factors"),
    3: marked("Level 3: two factors, one of them biometric"),
    4: marked("Level 4: biometric, device and secret together"),
}

# How well a person was proven: Decree 69/2024/NĐ-CP art. 7. Never mixed with the levels above.
ACCOUNT_LEVEL_WORDS: Final[Mapping[int, str]] = {
    0: marked("Identity not yet verified"),
    1: marked("e-ID account, level 1"),
    2: marked("e-ID account, level 2"),
}

SOURCE_WORDS: Final[Mapping[str, str]] = {
    "self": marked("Declared by the account holder"),
    "register": marked("National population database"),
    "upstream": marked("National electronic identification system"),
    "agency": marked("Provided by the managing agency"),
    "import": marked("Imported from an earlier system"),
    "operator": marked("Entered by an administrator"),
    "document": marked("Checked against a document"),
    "message": marked("Confirmed by a code sent to it"),
    "derived": marked("Taken from the full name"),
    "demonstration": marked("Demonstration data"),
}

KIND_WORDS: Final[Mapping[str, str]] = {
    "citizen": marked("Citizen"),
    "foreigner": marked("Foreigner"),
    "official": marked("Official"),
    "organisation": marked("Agency or organisation"),
    "service": marked("Connected system"),
    "administrator": marked("Administrator"),
}

# RFC 8176 values, as a person would name them.
METHOD_WORDS: Final[Mapping[str, str]] = {
    "pwd": marked("Password"),
    "otp": marked("One-time code"),
    "sms": marked("One-time message"),
    "hwk": marked("Security key"),
    "swk": marked("Passkey"),
    "sc": marked("Smart card"),
    "mfa": marked("Two-factor authentication"),
}

# What was shown to get an account back.
PROOF_WORDS: Final[Mapping[str, str]] = {
    "recovery_code": marked("A recovery code"),
    "second_factor": marked("A second factor: a passkey or the authenticator app"),
    "upstream": marked("An electronic identity"),
    "channel": marked("A confirmed e-mail address or phone number"),
    "waited": marked("A day on which nobody objected"),
    "clerk": marked("An identity document, in person"),
}

GENDER_WORDS: Final[Mapping[str, str]] = {"male": marked("Male"), "female": marked("Female")}

LANGUAGE_WORDS: Final[Mapping[str, str]] = {
    "vi": marked("Vietnamese"),
    "en": marked("English"),
}


def claim_words(name: str) -> str:
    """The claim's name for people; its own name where nobody has given it words."""
    return _words(CLAIM_WORDS, name)


def scope_words(scope: str) -> str:
    """What the scope allows, as a sentence that begins with a verb."""
    return _words(SCOPE_WORDS, scope)


def level_words(level: int) -> str:
    """The authentication level 1 to 4 with what it means; KeyError for any other number."""
    return gettext(LEVEL_WORDS[level])


def account_level_words(level: int) -> str:
    """The account level 0 to 2, in the words of Decree 69/2024/NĐ-CP; KeyError otherwise."""
    return gettext(ACCOUNT_LEVEL_WORDS[level])


def source_words(source: str) -> str:
    """Where an attribute comes from."""
    return _words(SOURCE_WORDS, source)


def kind_words(kind: str) -> str:
    """What kind of account it is."""
    return _words(KIND_WORDS, kind)


def capacity_words(kind: str) -> str:
    """In what capacity somebody acts for another."""
    return _words(CAPACITY_WORDS, kind)


def method_words(method: str) -> str:
    """An `amr` value for people."""
    return _words(METHOD_WORDS, method)


def proof_words(proof: str) -> str:
    """What was shown in a recovery; KeyError for anything else."""
    return gettext(PROOF_WORDS[proof])


def value_words(claim: str, value: object) -> str:
    """The value of `claim` as a person writes it: dd/mm/yyyy, Nam or Nữ, an address on one line."""
    match claim, value:
        case _, bool():
            return gettext("Yes") if value else gettext("No")
        case "verified_claims", {"verification": {"assurance_level": str(level)}}:
            return account_level_words(2 if level == "muc_do_2" else 1)
        case "gender", str():
            return _words(GENDER_WORDS, value)
        case "locale", str():
            return _words(LANGUAGE_WORDS, value.split("-")[0])
        case "birthdate", str():
            return day(value)
        case "updated_at", int():
            return moment(value)
        case "address", {"formatted": str(formatted)}:
            return ", ".join(formatted.splitlines())
        case _, dict():
            return ", ".join(str(part) for part in value.values())
        case _, list() | tuple():
            return ", ".join(str(part) for part in value)
        case _:
            return str(value)


def _words(table: Mapping[str, str], name: str) -> str:
    message = table.get(name)
    return name if message is None else gettext(message)
