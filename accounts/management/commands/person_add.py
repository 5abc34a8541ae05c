"""``manage.py person_add --teacher EMAIL``: an account in a role, and the link that opens it."""

from __future__ import annotations

from argparse import ArgumentParser
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.utils.translation import gettext

from accounts.people import password_link, person_ensure


class Command(BaseCommand):
    help = "Makes an account (learner, --teacher or --operator) and sends or prints the link that opens it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address by which the person signs in")
        role = parser.add_mutually_exclusive_group()
        role.add_argument("--teacher", action="store_true", help="may change topics and invite people")
        role.add_argument("--operator", action="store_true", help="may do everything")
        parser.add_argument(
            "--address", default="", help="how the server is opened: https://talk.school.example"
        )
        parser.add_argument(
            "--print", action="store_true", dest="printed", help="print the link, send no mail"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError("Write the whole address, such as anna@example.com.") from None
        user, made = person_ensure(email, teacher=options["teacher"], operator=options["operator"])
        role = "an operator" if user.is_superuser else "a teacher" if user.is_staff else "a learner"
        self.stdout.write(f"The account was {'made' if made else 'there already'}. It is {role}'s now.")
        if not made and user.has_usable_password():
            return
        link = (options["address"].rstrip("/") or _address()) + password_link(user)
        if options["printed"] or not settings.EMAIL_HOST:
            self.stdout.write(f"This link opens it once, within three days; pass it on yourself:\n  {link}")
            return
        body = render_to_string("accounts/email/person_added.txt", {"link": link})
        try:
            send_mail(gettext("Your account at im4talkin"), body, None, [user.email])
        except (SMTPException, OSError) as error:
            raise CommandError(
                f"The account is there, its mail did not leave ({type(error).__name__}). "
                "Look at EMAIL_HOST, or run this again with --print."
            ) from error
        self.stdout.write("The link that opens it was sent there.")


def _address() -> str:
    """How this server is opened, as far as its settings tell."""
    return next(iter(settings.CSRF_TRUSTED_ORIGINS), f"http://127.0.0.1:{settings.PORT}")
