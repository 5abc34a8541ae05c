"""The forms that ask for a code."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base import forms as base_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.utils.translation import gettext_lazy as _


class _Code:
    """Digits, with the keyboard of a phone that has digits, filled in by the phone where it can."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Code")
        code.error_messages |= {"required": _("Write the code that your app shows now.")}
        code.widget.attrs.pop("placeholder", None)
        code.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "12"}


class CodeForm(_Code, base_forms.AuthenticateForm):  # type: ignore[misc]
    pass


class CodeAgainForm(_Code, base_forms.ReauthenticateForm):  # type: ignore[misc]
    pass


class FirstCodeForm(_Code, totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    pass
