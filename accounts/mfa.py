"""The second step: a code from an app on the phone, for whom it was chosen or is demanded."""

from __future__ import annotations

from typing import Any

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import name_of


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code does not fit. Write the one that your app shows now."),
        "unverified_email": _("Confirm your address first: open the link in our mail."),
        "cannot_delete_authenticator": _("Whoever runs this server wants a second step for teachers."),
        "cannot_generate_recovery_codes": _("Set up the app first; the codes are for the day without it."),
    }

    def get_totp_label(self, user: Any) -> str:
        return name_of(user)

    def build_totp_svg(self, url: str) -> str:
        """Drawn into the page itself: no picture has to be allowed to come from elsewhere."""
        svg: str = segno.make(url, micro=False).svg_inline(
            scale=5, border=3, dark="#000", light="#fff", omitsize=True
        )
        return svg

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not (settings.MFA == "staff" and authenticator.user.is_staff)


def second_step_missing(user: object) -> bool:
    """Whether this is somebody of the staff who must set up the second step before going on."""
    if settings.MFA != "staff" or not isinstance(user, User) or not user.is_staff:
        return False
    return not is_mfa_enabled(user, [Authenticator.Type.TOTP])
