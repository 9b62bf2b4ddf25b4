"""What went wrong, for people: what happened and the next step, by the code that machines read.

PROBLEMS is the problem page; REASONS stand beside the fields of a form; NOTICES on the account
page say what was done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from idp.web.translate import gettext, marked, ngettext


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem page: a title, what happened, and what the reader can do now."""

    title: str
    happened: str
    next_step: str


_BACK_TO_SERVICE = marked(
    "Go back to the service and start again. If it happens again, tell its support desk."
)
_TELL_SERVICE = marked(
    "There is nothing you need to correct. Please tell the support desk of the service you came "
    "from, and quote the incident number."
)
_WAIT = marked("Please wait a few minutes, then try again. Nothing you did before is lost.")
_START_PAGE = marked("Check the address, or go to the start page.")
_SIGN_IN_AGAIN = marked("Go back to the service and sign in once more.")

_UPSTREAM_AGAIN = marked(
    "Start again. If it happens once more, sign in another way and tell our support desk."
)

_SHOW_SOMETHING_ELSE = marked(
    "Try again, or show something else that proves that the account is yours."
)

_SERVICE_MISTAKE = Problem(
    title=marked("The service sent a request that cannot be accepted"),
    happened=marked("The request from the service is incomplete or wrongly formed."),
    next_step=_TELL_SERVICE,
)
_UNKNOWN_SERVICE = Problem(
    title=marked("This service is not recognised"),
    happened=marked("The service you came from is not registered here, or has been suspended."),
    next_step=_TELL_SERVICE,
)
_NOT_PERMITTED_TO_SERVICE = Problem(
    title=marked("The service may not make this request"),
    happened=marked("The service asked for something that its registration does not allow."),
    next_step=_TELL_SERVICE,
)
_EXPIRED = Problem(
    title=marked("This page has expired"),
    happened=marked("For your safety, a sign-in must be finished within 30 minutes."),
    next_step=_BACK_TO_SERVICE,
)
_SIGN_IN_NEEDED = Problem(
    title=marked("You need to sign in"),
    happened=marked("The service asked without showing a page, but a step of yours is needed."),
    next_step=_SIGN_IN_AGAIN,
)

PROBLEMS: Final[Mapping[str, Problem]] = {
    "invalid_request": _SERVICE_MISTAKE,
    "invalid_request_object": _SERVICE_MISTAKE,
    "invalid_request_uri": _EXPIRED,
    "invalid_scope": _NOT_PERMITTED_TO_SERVICE,
    "invalid_target": _NOT_PERMITTED_TO_SERVICE,
    "request_not_supported": _SERVICE_MISTAKE,
    "request_uri_not_supported": _SERVICE_MISTAKE,
    "registration_not_supported": _SERVICE_MISTAKE,
    "unsupported_response_type": _NOT_PERMITTED_TO_SERVICE,
    "unsupported_response_mode": _NOT_PERMITTED_TO_SERVICE,
    "invalid_client": _UNKNOWN_SERVICE,
    "unauthorized_client": _NOT_PERMITTED_TO_SERVICE,
    "redirect_uri_mismatch": Problem(
        title=marked("The return address does not match"),
        happened=marked(
            "The service asked us to send you to an address that it has not registered. To "
            "protect you, we have stopped here."
        ),
        next_step=_TELL_SERVICE,
    ),
    "expired_page": _EXPIRED,
    "lost_cookie": Problem(
        title=marked("Your browser did not keep this sign-in"),
        happened=marked(
            "The cookie that links this page to your browser is missing: cookies are blocked, "
            "were deleted, or the page was opened in another browser or app."
        ),
        next_step=marked(
            "Allow cookies for this site, then go back to the service and start again in one "
            "and the same browser."
        ),
    ),
    "wrong_tab": Problem(
        title=marked("This page is no longer current"),
        happened=marked(
            "The sign-in went on in another tab, or the form was sent from an old page. "
            "Nothing has been changed."
        ),
        next_step=marked("Continue in the other tab, or close it and start again."),
    ),
    "access_denied": Problem(
        title=marked("Access was declined"),
        happened=marked("You declined, or your account may not use this page."),
        next_step=marked("If this was a mistake, go back to the service and start again."),
    ),
    "login_required": _SIGN_IN_NEEDED,
    "interaction_required": _SIGN_IN_NEEDED,
    "consent_required": _SIGN_IN_NEEDED,
    "account_selection_required": _SIGN_IN_NEEDED,
    "unmet_authentication_requirements": Problem(
        title=marked("A stronger sign-in is required"),
        happened=marked(
            "The service requires an authentication level that your account cannot reach yet."
        ),
        next_step=marked("Add a second factor on your account page, then sign in again."),
    ),
    "account_locked": Problem(
        title=marked("This account is locked"),
        happened=marked("The account is locked at present and cannot be used to sign in."),
        next_step=marked("Please contact the agency that manages your account."),
    ),
    "activation_expired": Problem(
        title=marked("This activation link is no longer valid"),
        happened=marked(
            "The link was used before, a newer one replaced it, or its seven days are over."
        ),
        next_step=marked(
            "Open the page of your registration in the browser you used, and ask for a new "
            "activation there; or register again."
        ),
    ),
    "recovery_expired": Problem(
        title=marked("This recovery is no longer current"),
        happened=marked(
            "It must be finished within 30 minutes in one and the same browser, and it ends when "
            "the password is changed."
        ),
        next_step=marked("Start again from the sign-in page, with “Forgot your password?”."),
    ),
    "upstream_unavailable": Problem(
        title=marked("The other provider does not answer"),
        happened=marked(
            "We could not reach the provider that you want to sign in with. Nothing has "
            "been changed."
        ),
        next_step=marked("Try again in a few minutes, or sign in with your password here."),
    ),
    "upstream_cancelled": Problem(
        title=marked("The sign-in was cancelled"),
        happened=marked("You left the page of the other provider without signing in there."),
        next_step=marked("Try again, or sign in another way."),
    ),
    "upstream_refused": Problem(
        title=marked("The answer of the other provider cannot be trusted"),
        happened=marked(
            "What came back does not match what we asked. To protect you, we have stopped here."
        ),
        next_step=_UPSTREAM_AGAIN,
    ),
    "upstream_level": Problem(
        title=marked("That sign-in was not strong enough"),
        happened=marked(
            "The other provider told of a way of signing in that is not accepted here."
        ),
        next_step=marked("Sign in there in a stronger way, or sign in another way here."),
    ),
    "upstream_kind": Problem(
        title=marked("Your account cannot be used that way"),
        happened=marked("Accounts of your kind do not sign in through that provider."),
        next_step=marked("Sign in another way."),
    ),
    "upstream_taken": Problem(
        title=marked("That identity belongs to another account"),
        happened=marked(
            "It is linked to another account here, or your account is linked to another one there."
        ),
        next_step=marked("Sign in with it, and unlink it on the page of that account first."),
    ),
    "upstream_barred": Problem(
        title=marked("That sign-in is not enough for your account"),
        happened=marked("Your account or your agency asks for a way that you have not set up."),
        next_step=marked("Sign in another way, or ask the agency that manages your account."),
    ),
    "recovery_upstream_unavailable": Problem(
        title=marked("The other provider does not answer"),
        happened=marked("We could not reach the provider. Nothing has been changed."),
        next_step=_SHOW_SOMETHING_ELSE,
    ),
    "recovery_upstream_cancelled": Problem(
        title=marked("The sign-in was cancelled"),
        happened=marked("You left the page of the other provider without signing in there."),
        next_step=_SHOW_SOMETHING_ELSE,
    ),
    "recovery_upstream_refused": Problem(
        title=marked("The answer of the other provider cannot be trusted"),
        happened=marked(
            "What came back does not match what we asked. To protect you, we have stopped here."
        ),
        next_step=_SHOW_SOMETHING_ELSE,
    ),
    "recovery_upstream_level": Problem(
        title=marked("That sign-in was not strong enough"),
        happened=marked(
            "The other provider told of a way of signing in that is not accepted here."
        ),
        next_step=_SHOW_SOMETHING_ELSE,
    ),
    "recovery_upstream_not_theirs": Problem(
        title=marked("That did not prove the account"),
        happened=marked(
            "What you showed at the other provider is not known here as belonging to the account "
            "that you named. Nothing has been changed."
        ),
        next_step=marked(
            "Check the account name that you entered, or show something else that proves that the "
            "account is yours."
        ),
    ),
    "server_error": Problem(
        title=marked("Something went wrong on our side"),
        happened=marked("The system met an unexpected error. It has been recorded."),
        next_step=_WAIT,
    ),
    "temporarily_unavailable": Problem(
        title=marked("The system is temporarily unavailable"),
        happened=marked("The system is busy or under maintenance."),
        next_step=_WAIT,
    ),
    "wrong_clock": Problem(
        title=marked("The clock of the system is being corrected"),
        happened=marked(
            "The time on our server is not certain, so no sign-in can be accepted just now. The "
            "clock of your own device is not the cause."
        ),
        next_step=_WAIT,
    ),
    "link_expired": Problem(
        title=marked("This link can no longer be used"),
        happened=marked("It has been used before, a newer one was sent, or its time is over."),
        next_step=marked("If something on your account is not yours, change your password there."),
    ),
    "approval_over": Problem(
        title=marked("This request is no longer open"),
        happened=marked(
            "It was answered already, a newer one took its place, or its time is over."
        ),
        next_step=marked("Ask for a new code on the other screen, if it was you who asked."),
    ),
    "approval_barred": Problem(
        title=marked("Your agency does not allow this"),
        happened=marked("Sign-ins on another screen cannot be approved with your account."),
        next_step=marked("Sign in on the other screen by another way."),
    ),
    "approval_paused": Problem(
        title=marked("Approving is paused for your account"),
        happened=marked("A wrong number was chosen several times within an hour."),
        next_step=marked(
            "Sign in on the other screen by another way. Never approve what you did not begin."
        ),
    ),
    "not_found": Problem(
        title=marked("Page not found"),
        happened=marked("There is no page at this address."),
        next_step=_START_PAGE,
    ),
    "method_not_allowed": Problem(
        title=marked("This page cannot be opened this way"),
        happened=marked("The address exists, but not for this kind of request."),
        next_step=_START_PAGE,
    ),
    "too_many_requests": Problem(
        title=marked("Too many requests"),
        happened=marked("Too many requests have come from your connection in a short time."),
        next_step=_WAIT,
    ),
    "request_too_large": Problem(
        title=marked("The request is too large"),
        happened=marked("More data was sent than this page accepts."),
        next_step=_BACK_TO_SERVICE,
    ),
    "untrusted_host": Problem(
        title=marked("This address is not served here"),
        happened=marked("The page was asked for under a host name that does not belong to us."),
        next_step=marked(
            "Check the address in your browser, or open the page of the service again."
        ),
    ),
}

REASONS: Final[Mapping[str, str]] = {
    "username_missing": marked("Enter your user name."),
    "password_missing": marked("Enter your password."),
    "wrong_credentials": marked("Wrong user name or password."),
    "otp_missing": marked("Enter the 6-digit code."),
    "otp_malformed": marked("The code has 6 digits. Please check it."),
    "otp_wrong": marked("The code is not correct, or no longer valid. Enter the newest code."),
    "otp_used": marked("This code has already been used. Wait for the next one, then enter it."),
    "sent_code_wrong": marked("The code is not correct, or no longer valid. Ask for a new one."),
    "too_many_codes": marked(
        "Five codes were sent within an hour. Use the newest, another way, or wait."
    ),
    "email_malformed": marked("This is not an e-mail address."),
    "phone_malformed": marked("This is not a phone number."),
    "address_taken": marked("This address belongs to another account. Use another one."),
    "no_address": marked("Confirm the address first."),
    "recovery_code_missing": marked("Enter a recovery code."),
    "recovery_code_malformed": marked(
        "A recovery code has 16 letters and digits. Please check it."
    ),
    "recovery_code_wrong": marked("This recovery code is not correct, or was used before."),
    "new_password_missing": marked("Enter a new password."),
    "current_password_missing": marked("Enter your current password."),
    "current_password_wrong": marked("The current password is not correct."),
    "password_too_weak": marked(
        "This password is easy to guess. Put several unrelated words in a row: they are easy to "
        "remember and hard to guess. Leave out names, dates and numbers that belong to you."
    ),
    "password_breached": marked(
        "This password is known to have been stolen somewhere. Put several unrelated words in a "
        "row that you have not used anywhere else."
    ),
    "password_lacks_classes": marked(
        "Your organisation asks for capital letters, small letters, digits and signs or spaces, "
        "as long as no second factor protects your account."
    ),
    "password_reused": marked("You have used this password before. Choose one that is new."),
    "password_unchanged": marked("The new password is the same as the current one."),
    "password_too_long": marked("The new password is too long."),
    "holder_missing": marked("Enter the user name or number of the other person."),
    "holder_is_yourself": marked("Name another person than yourself."),
    "covers_missing": marked("Choose at least one thing that the mandate covers."),
    "covers_too_much": marked("Choose only from what is offered here."),
    "limit_malformed": marked("Enter an amount in đồng, or leave the field empty."),
    "limit_too_high": marked("The limit cannot be higher than that of your own mandate."),
    "until_malformed": marked("Enter the last day as day/month/year."),
    "until_past": marked("The last day must be in the future."),
    "until_too_late": marked(
        "Choose an earlier day: at most five years from now, and not after your own mandate ends."
    ),
    "too_many_mandates": marked("There are too many mandates already. Revoke one first."),
    "personal_number_malformed": marked("The personal identification number has 12 digits."),
    "name_missing": marked("Enter the full name as it stands on the document."),
    "birthdate_malformed": marked("Enter the date of birth as day/month/year, such as 31/12/1990."),
    "day_malformed": marked("Enter the day as day/month/year, such as 31/12/2030."),
    "document_type_missing": marked("Choose the kind of document."),
    "document_issuer_missing": marked("Enter the country or agency that issued the document."),
    "document_number_malformed": marked("The document number has 5 to 20 letters and digits."),
    "document_expired": marked("This document has expired. Use one that is valid."),
    "guardian_is_oneself": marked("Enter the number of the guardian, not that of the child."),
    "username_malformed": marked(
        "A user name has 3 to 64 characters, without spaces, @, colon or slash, and is no number."
    ),
    "factor_disabled": marked("Codes are switched off after too many failures. Use another way."),
    "passkey_refused": marked(
        "This passkey was not accepted, or is not known here. Try again, or use another way."
    ),
    "approval_lost": marked(
        "The approval no longer counts: it was used, or you signed out on the phone. Ask again."
    ),
    "too_many_approvals": marked(
        "Too many requests have come from your connection. Try again in a minute."
    ),
    "number_missing": marked("Choose the number that the other screen shows."),
    "passkey_not_made": marked("No passkey was added. Start again with the button below."),
    "passkey_model_refused": marked(
        "Your agency does not allow this kind of key. Use one of the models on its list."
    ),
    "passkey_known": marked("This passkey has been added already."),
    "passkeys_too_many": marked("You have as many passkeys as one may. Remove one first."),
    "upstream_known": marked(
        "Somebody here has the number or address that the other provider told. If it is you, sign "
        "in to that account and link it."
    ),
    "upstream_facts": marked(
        "The other provider did not tell what an account needs. Sign in to an account you have."
    ),
    "last_way_in": marked("This is your only way to sign in. Set up another one first."),
    "certificate_missing": marked(
        "The browser has shown no certificate. Put the card in, close all windows of the browser, "
        "then try again."
    ),
    "certificate_again": marked("That took too long, or was used already. Please try again."),
    "certificate_unknown": marked(
        "This certificate is in order, but belongs to no account here. Your agency can add it, or "
        "you can, after signing in another way."
    ),
    "certificate_unreadable": marked("What the browser has shown is no usable certificate."),
    "certificate_not_yet_valid": marked("This certificate is not valid yet."),
    "certificate_expired": marked("This certificate has expired. Use your new one."),
    "certificate_wrong_use": marked(
        "This certificate is not made for signing in. Choose the one for authentication."
    ),
    "certificate_untrusted": marked(
        "This certificate was not issued by an authority that signs officials in here."
    ),
    "certificate_revoked": marked(
        "This certificate has been revoked. Use another way, and contact your agency."
    ),
    "certificate_unchecked": marked(
        "The issuer of this certificate does not answer whether it is still good, so it cannot be "
        "used now. Try again in a while, or use another way."
    ),
    "certificate_known": marked("This certificate has been added already."),
    "certificates_too_many": marked("You have as many certificates as one may. Remove one first."),
    "certificate_not_official": marked("Certificates sign in officials only."),
    "factor_not_allowed": marked("Your agency does not allow officials to sign in this way."),
    "factor_barred": marked(
        "Your agency does not allow the ways that you have set up. Ask its administrator for help."
    ),
}

# What may have gone wrong with a user name and password that were typed; None: nothing special.
KEYBOARD_HINTS: Final[Mapping[str | None, str]] = {
    None: marked(
        "Check Caps Lock, and switch off Vietnamese typing (Telex, VNI) if your password has no "
        "marks."
    ),
    "marks": marked(
        "What was typed has letters with Vietnamese marks. If your user name and password have "
        "none, switch off Vietnamese typing (Telex, VNI) and type again."
    ),
    "keystrokes": marked(
        "What was typed looks like the bare keys of Telex or VNI. If your password has Vietnamese "
        "marks, switch on Vietnamese typing and type again."
    ),
}

# What the account page says after an act of the person.
NOTICES: Final[Mapping[str, str]] = {
    "password_changed": marked("The password has been changed."),
    "totp_enrolled": marked("The authenticator app has been set up."),
    "recovery_codes_made": marked("New recovery codes have been made; older ones are worthless."),
    "recovery_code_used": marked("A recovery code of yours has been used."),
    "recovery_waiting": marked(
        "Somebody asked for a new password for your account; it can be chosen after 24 hours. If "
        "that was not you, stop it with the link in the message that we sent."
    ),
    "recovery_cancelled": marked("The recovery of your account has been stopped."),
    "recovery_proposed": marked("An official asked for the recovery of your account."),
    "recovery_approved": marked(
        "The recovery of your account was approved in person. If that was not you, stop it with "
        "the link in the message that we sent."
    ),
    "recovered": marked("A new password was chosen after a recovery; everything was signed out."),
    "session_ended": marked("The session has been signed out."),
    "all_sessions_ended": marked("All sessions and devices have been signed out."),
    "consent_withdrawn": marked("The consent has been withdrawn; the service has lost access."),
    "passkey_enrolled": marked("A passkey has been added."),
    "passkey_removed": marked("A passkey has been removed."),
    "passkey_counter": marked(
        "A passkey of yours may have been copied; it was refused. Remove it and add a new one."
    ),
    "certificate_bound": marked("A certificate has been added: it can sign you in."),
    "certificate_unbound": marked("A certificate has been removed: it no longer signs you in."),
    "totp_disabled": marked("One-time codes were switched off after too many wrong ones."),
    "new_device": marked("Your account was used to sign in on a new device."),
    "registration_attempt": marked(
        "Somebody tried to register a new account with your number. Your account is unchanged."
    ),
    "child_waits": marked("A child's registration waits for your confirmation as guardian."),
    "account_proven": marked("Your identity was verified by an agency; see the data below."),
    "ended_by_staff": marked("An official signed you out everywhere; sign in again."),
    "factors_reset": marked(
        "Officials removed ways to sign in that you had lost. See which ones are left."
    ),
    "account_locked": marked("Your account was locked, and everything signed out."),
    "account_unlocked": marked("Your account was unlocked again."),
    "lock_declined": marked("An authority asked to lock your account; the request was declined."),
    "document_expires": marked(
        "Your document expires within 30 days. Have a new one recorded, or the account will lock."
    ),
    "many_failures": marked("Somebody tried many wrong passwords or codes on your account."),
    "mandate_given": marked("You gave a mandate. It counts once the other person accepts it."),
    "mandate_offered": marked("Somebody wants you to act for them. See it under mandates."),
    "mandate_accepted": marked("A mandate that you gave was accepted and counts now."),
    "mandate_held": marked("You may now act for somebody else. See it under mandates."),
    "mandate_entered": marked("An agency entered who may act for you. See it under mandates."),
    "mandate_ended": marked("A mandate that concerns you has ended."),
    "email_changed": marked("The e-mail address of your account was changed."),
    "phone_changed": marked("The phone number of your account was changed."),
    "mail_codes_on": marked("Sign-in codes by e-mail were switched on."),
    "mail_codes_off": marked("Sign-in codes by e-mail were switched off."),
    "sms_codes_on": marked("Sign-in codes by SMS were switched on."),
    "sms_codes_off": marked("Sign-in codes by SMS were switched off."),
    "not_me": marked("You reported a sign-in that was not yours. Change your password now."),
    "upstream_linked": marked("An account of another provider can now sign in to this one."),
    "upstream_unlinked": marked("An account of another provider was unlinked from this one."),
    "upstream_not_linked": marked(
        "The account of the other provider could not be linked to yours."
    ),
    "correct_requested": marked("You asked for a correction of your data."),
    "erase_requested": marked("The erasure of your account was asked for."),
    "request_answered": marked("Your request about your data is being worked on."),
    "request_extended": marked(
        "Your request about your data takes longer; see the new date and why on the page."
    ),
    "request_done": marked("Your request about your data was carried out."),
    "request_refused": marked("Your request about your data was refused; see why on the page."),
    "request_cancelled": marked("Your request about your data was taken back."),
    "account_erased": marked("Your account and all its data were erased, as you asked."),
    "own_data_exported": marked("A file with all your data was downloaded from your account."),
    "break_glass": marked(
        "A role in administration was changed in an emergency. Two others must confirm it in 72 h."
    ),
    "refresh_reuse": marked(
        "A service's access to your data was ended because its key was used twice."
    ),
}
TO_CHECK: Final[frozenset[str]] = frozenset(
    {
        "recovery_code_used",
        "recovery_waiting",
        "recovery_proposed",
        "recovery_approved",
        "passkey_counter",
        "totp_disabled",
        "new_device",
        "registration_attempt",
        "child_waits",
        "ended_by_staff",
        "factors_reset",
        "account_locked",
        "document_expires",
        "many_failures",
        "mandate_offered",
        "mandate_entered",
        "not_me",
        "upstream_not_linked",
        "erase_requested",
        "request_refused",
        "break_glass",
        "refresh_reuse",
    }
)
"""Of NOTICES: what nobody should read past. They warn, the others only confirm."""


def problem_words(code: str) -> Problem:
    """The problem in the language of this request; unknown codes are told as server errors."""
    problem = PROBLEMS.get(code, PROBLEMS["server_error"])
    return Problem(
        title=gettext(problem.title),
        happened=gettext(problem.happened),
        next_step=gettext(problem.next_step),
    )


def reason_words(reason: str) -> str:
    """The sentence to stand beside the field; KeyError for a reason that has none."""
    return gettext(REASONS[reason])


def keyboard_words(hint: str | None) -> str:
    """What to look for on the keyboard before typing again; KeyError for an unknown hint."""
    return gettext(KEYBOARD_HINTS[hint])


def notice_words(notice: str) -> str:
    """The sentence for the account page; KeyError for a notice that has none."""
    return gettext(NOTICES[notice])


def password_fault_words(fault: str, shortest: int) -> str:
    """What is wrong with a new password, and how to do better; `shortest` in characters."""
    return password_too_short(shortest) if fault == "password_too_short" else reason_words(fault)


def password_too_short(minimum: int) -> str:
    """The sentence that names the least length, in characters."""
    return ngettext(
        "The new password needs at least %(num)d character.",
        "The new password needs at least %(num)d characters.",
        minimum,
    )


def turn_words(seconds: int) -> str:
    """How long until it is this person's turn; minutes, rounded up, from two minutes on."""
    if seconds < 120:
        return ngettext(
            "Your turn comes in about %(num)d second.",
            "Your turn comes in about %(num)d seconds.",
            seconds,
        )
    return ngettext(
        "Your turn comes in about %(num)d minute.",
        "Your turn comes in about %(num)d minutes.",
        -(-seconds // 60),
    )


def wait_words(seconds: int) -> str:
    """How long to wait before the next try; minutes, rounded up, from two minutes on."""
    if seconds < 120:
        return ngettext(
            "Too many wrong attempts. Please wait %(num)d second, then try again.",
            "Too many wrong attempts. Please wait %(num)d seconds, then try again.",
            seconds,
        )
    return ngettext(
        "Too many wrong attempts. Please wait %(num)d minute, then try again.",
        "Too many wrong attempts. Please wait %(num)d minutes, then try again.",
        -(-seconds // 60),
    )
