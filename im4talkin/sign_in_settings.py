"""Settings of signing in and up: who may, by which other services, and with what second step.

``settings.py`` takes every upper-case name from here. ``docs/accounts.md`` tells what operators choose.
"""

from __future__ import annotations

from typing import Any

from im4talkin.env import env_text
from im4talkin.social import social_of

SIGNUP_MODES = ("open", "invite", "closed")
MFA_MODES = ("off", "optional", "staff")


def mode_of(name: str, value: str, modes: tuple[str, ...], safest: str) -> tuple[str, tuple[str, ...]]:
    """The mode, and what is wrong with the variable; a muddled one counts as the safest."""
    mode = value.strip().lower()
    if mode in modes:
        return mode, ()
    return safest, (f"{name}={value} is none of: {', '.join(modes)}.",)


_default_signup = "invite" if env_text("DATABASE_URL") else "open"  # of a server, of one computer
SIGNUP, SIGNUP_PROBLEMS = mode_of(
    "IM4TALKIN_SIGNUP", env_text("IM4TALKIN_SIGNUP", _default_signup), SIGNUP_MODES, "closed"
)
MFA, MFA_PROBLEMS = mode_of("IM4TALKIN_MFA", env_text("IM4TALKIN_MFA", "optional"), MFA_MODES, "staff")
_social = social_of(env_text("IM4TALKIN_SOCIAL"))
SOCIAL, SOCIAL_PROBLEMS = _social.names, _social.problems

AUTHENTICATION_BACKENDS = ["accounts.backends.EmailBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 8}},
    {"NAME": "accounts.passwords.Unlike"},
    {"NAME": "accounts.passwords.Uncommon"},
    {"NAME": "accounts.passwords.NotOnlyDigits"},
]
SESSION_ENGINE = "accounts.session_store"  # a session knows whose it is, so that it can be ended

SIGN_IN_APPS = ["allauth", "allauth.account", "allauth.socialaccount", "allauth.mfa", *_social.apps]

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True  # one address; the old one counts until the new one is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True  # "your password was changed", to whom it may surprise
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up, nowhere else
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False  # guests are signed in and may still sign in: accounts/doors.py
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before an address or the second step is changed
ACCOUNT_USER_DISPLAY = "accounts.selectors.name_of"
ACCOUNT_FORMS = {
    "login": "accounts.sign_in_forms.SignInForm",
    "add_email": "accounts.sign_in_forms.AddressForm",
    "change_password": "accounts.sign_in_forms.PasswordChangeForm",
    "set_password": "accounts.sign_in_forms.PasswordSetForm",
    "reset_password": "accounts.sign_in_forms.ForgottenForm",
    "reset_password_from_key": "accounts.sign_in_forms.NewPasswordForm",
    "reauthenticate": "accounts.sign_in_forms.AgainForm",
}
ACCOUNT_RATE_LIMITS = {
    # A school may share one address, so the limits of an address are wide and those of an account narrow.
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "signup": "20/m/ip,120/h/ip",
    "reset_password": "20/m/ip,3/10m/key",
    "confirm_email": "1/1m/key",
}

SOCIALACCOUNT_ADAPTER = "accounts.social_adapter.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = dict(_social.providers)
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"  # the adapter takes over confirmed addresses only
SOCIALACCOUNT_EMAIL_REQUIRED = False
SOCIALACCOUNT_QUERY_EMAIL = True
SOCIALACCOUNT_STORE_TOKENS = False  # nothing of a learner's is asked from there later
SOCIALACCOUNT_LOGIN_ON_GET = False

MFA_ADAPTER = "accounts.mfa.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # of a changed address; a first one is confirmed before anybody comes in
MFA_TOTP_ISSUER = "im4talkin"
MFA_TOTP_TOLERANCE = 1  # clocks of phones may be half a minute off
MFA_FORMS = {
    "authenticate": "accounts.mfa_forms.CodeForm",
    "reauthenticate": "accounts.mfa_forms.CodeAgainForm",
    "activate_totp": "accounts.mfa_forms.FirstCodeForm",
}
