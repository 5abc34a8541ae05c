"""How allauth behaves here: who may sign up, what mails say, what happens to a guest who signs in."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import add_query_params
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.arriving import arrival
from accounts.doors import guest_forget, guest_left, guest_step_aside
from accounts.invites import InviteProblem, invite_good
from accounts.joining import belongings_count
from accounts.limits import counted_address
from accounts.models import Invite, User
from accounts.selectors import address_taken

log = logging.getLogger(__name__)
INVITE = "invite"  # in the session: the invitation that was opened here


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "This address and password do not belong together. Look at both once more. "
            "If you have just signed up, open the link in our mail first."
        ),
        "too_many_login_attempts": _(
            "That was tried many times. Your account is safe. Wait five minutes, or choose a new password."
        ),
        "incorrect_password": _("This is not your password. Write it once more, or choose a new one."),
        "enter_current_password": _("This is not your present password. Write it once more."),
        "incorrect_code": _("This code does not fit. Write the one that your app shows now."),
        "duplicate_email": _("This is your address already. Write the new one."),
        "rate_limited": _("That was tried many times. Wait five minutes, then write the code once more."),
    }

    # ------------------------------------------------------------------ who may sign up

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.SIGNUP == "open" or (settings.SIGNUP == "invite" and bool(invite_in(request)))

    # ------------------------------------------------------------------ in and out

    def get_client_ip(self, request: HttpRequest) -> str:
        """Only counted, never kept."""
        return counted_address(request) or "unknown"

    def get_login_stages(self) -> list[str]:
        stages: list[str] = super().get_login_stages()
        return [stage for stage in stages if settings.MFA != "off" or not stage.startswith("allauth.mfa.")]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(landing(request.user))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        user: Any = request.user
        return resolve_url(landing(user) if user.is_staff else arrival(user))

    def logout(self, request: HttpRequest) -> None:
        """A guest who is signed out on the way to an account is remembered."""
        guest_step_aside(request)

    def post_login(
        self, request: HttpRequest, user: Any, *, redirect_url: str | None, **kwargs: Any
    ) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, redirect_url=redirect_url, **kwargs)
        return asked_first(request, user, response)

    # ------------------------------------------------------------------ mail

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        address: EmailAddress = emailconfirmation.email_address
        if address_taken(address.email, address.user):
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail that does not leave is said where somebody waits for it, and never stops anything else."""
        context = {"sign_in_url": self.request.build_absolute_uri(reverse("sign-in")), **context}
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            log.error("A mail could not be sent (%s).", type(error).__name__)
            if template_prefix not in AWAITED:
                return
            page = render(self.request, "accounts/mail_stuck.html", status=503)
            raise ImmediateHttpResponse(page) from error


AWAITED = {
    f"account/email/{name}"
    for name in (
        "email_confirmation_signup",
        "email_confirmation",
        "account_already_exists",
        "unknown_account",
        "password_reset_key",
    )
}


def asked_first(request: HttpRequest, user: User, response: HttpResponse) -> HttpResponse:
    """Where somebody has just come in who was a guest here: the question whether their talks come along."""
    guest = guest_left(request)
    if guest is None or guest.pk == user.pk or not belongings_count(guest):
        guest_forget(request)
        return response
    return redirect(add_query_params(reverse("bring-along"), {"next": response["Location"]}))


def landing(user: Any) -> str:
    """Where somebody goes who has just come in."""
    return "admin:index" if user.is_staff else "home"


def invite_in(request: HttpRequest) -> Invite | None:
    """The invitation that was opened in this browser, while it is good."""
    invite = Invite.objects.filter(pk=request.session.get(INVITE, 0)).first()
    try:
        return invite_good(invite) if invite else None
    except InviteProblem:
        return None
