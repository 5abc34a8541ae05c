"""What a password must be, said so that one knows what to write instead."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return ngettext(
            "A password has at least %(count)d character. Add some.",
            "A password has at least %(count)d characters. Add some; a short sentence is easy to remember.",
            self.min_length,
        ) % {"count": self.min_length}


class Unlike(UserAttributeSimilarityValidator):
    def validate(self, password: str, user: Any = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError:
            text = gettext("This password is much like your address or name. Choose something else.")
            raise ValidationError(text, code="password_too_similar") from None


class Uncommon(CommonPasswordValidator):
    def get_error_message(self) -> str:
        return gettext("Many people use this password, so it is guessed first. Choose a rarer one.")


class NotOnlyDigits(NumericPasswordValidator):
    def get_error_message(self) -> str:
        return gettext("Digits alone are guessed quickly. Add some letters.")
