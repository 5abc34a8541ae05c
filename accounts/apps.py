"""People: signing in, how they learn, what they agreed to, and the interface's language."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from accounts import kept
        from accounts.services import language_remember

        kept.register()
        user_logged_in.connect(language_remember, dispatch_uid="accounts.language")
