"""Signing in by another service: its confirmed addresses only, and a guest stays who they are."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.exceptions import SignupClosedException
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import address_taken
from accounts.sign_up import account_begin


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "no_password": _("Without it you could not come in any more. Choose a password first."),
        "no_verified_email": _("Without it you could not come in any more. Confirm an address first."),
        "connected_other": _("It opens another account here. Sign in with it, or link a different one."),
    }

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Forget what the service has not confirmed itself; a guest who is new to it becomes its account."""
        known = [address for address in sociallogin.email_addresses if address.verified]
        sociallogin.email_addresses = known
        if sociallogin.is_existing:
            return
        sociallogin.user.email = known[0].email.lower() if known else ""
        guest = request.user
        if isinstance(guest, User) and guest.is_guest and sociallogin.state.get("process") != "connect":
            if not self.is_open_for_signup(request, sociallogin):
                raise SignupClosedException
            self._adopt(request, sociallogin, guest)

    def _adopt(self, request: HttpRequest, sociallogin: Any, guest: User) -> None:
        name = sociallogin.user.first_name
        with transaction.atomic():
            guest.first_name = guest.first_name or name
            guest.set_unusable_password()  # one that was written for an address nobody confirmed
            EmailAddress.objects.filter(user=guest).delete()
            for address in sociallogin.email_addresses[:1]:
                if not address_taken(address.email, guest):
                    guest.email = address.email.lower()
                    EmailAddress.objects.create(user=guest, email=guest.email, verified=True, primary=True)
            guest.save()
            account_begin(guest)
            sociallogin.connect(request, guest)
