"""The forms of signing in and up: labels instead of placeholders, one password field, texts that help."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.fields import EmailField, SetPasswordField
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from accounts.forms import NameField, named
from accounts.models import MOST_NAME, User

ADDRESS = _("E-mail")
ADDRESS_TEXTS = {
    "required": _("Write your e-mail address."),
    "invalid": _("Write the whole address, such as anna@example.com."),
}
PASSWORD_LABELS = {
    "password": _("Password"),
    "oldpassword": _("Your present password"),
    "password1": _("A new password"),
}
PASSWORD_TEXTS = {"required": _("Write the password.")}


short_enough = MaxLengthValidator(254, _("No mail arrives at an address this long. Write a shorter one."))


class OwnLook:
    """Mixed into a form of allauth's: what its fields are called and say."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)  # one can look at what one wrote instead
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
            if name in {"login", "email"}:
                field.label = ADDRESS
                field.error_messages |= ADDRESS_TEXTS
                field.widget.attrs |= {"autocomplete": "username" if name == "login" else "email"}
                field.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
                field.validators = [*field.validators, short_enough]
            elif "password" in name:
                field.label = PASSWORD_LABELS[name]
                field.error_messages |= PASSWORD_TEXTS


class SignInForm(OwnLook, allauth_forms.LoginForm):  # type: ignore[misc]
    pass


class ForgottenForm(OwnLook, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        # Somebody who has not confirmed yet has no account whose password could be forgotten.
        self.users = [user for user in self.users if not user.is_guest]
        return email


class AddressForm(OwnLook, allauth_forms.AddEmailForm):  # type: ignore[misc]
    pass


class NewPasswordForm(OwnLook, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class PasswordSetForm(OwnLook, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    pass


class PasswordChangeForm(OwnLook, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    pass


class AgainForm(OwnLook, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    pass


class SignUpForm(forms.Form):
    """An address, a password, and how to be called by whoever likes to be called."""

    name = NameField(
        label=_("What shall we call you?"),
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "maxlength": MOST_NAME}),
    )
    email = EmailField(
        label=ADDRESS,
        error_messages=ADDRESS_TEXTS,
        validators=[short_enough],
        widget=forms.EmailInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password1 = SetPasswordField(label=_("Password"), help_text="", error_messages=PASSWORD_TEXTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named(self.fields["name"], self.initial.get("name", ""))
        self.fields["password1"].widget.attrs.pop("placeholder", None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if password := cleaned.get("password1"):
            person = User(email=cleaned.get("email", ""), first_name=cleaned.get("name", ""))
            try:
                get_adapter().clean_password(password, user=person)
            except forms.ValidationError as problem:
                self.add_error("password1", problem)
        return cleaned
