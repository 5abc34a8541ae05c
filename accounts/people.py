"""Teachers and operators: made by whoever runs the server, never by signing up."""

from __future__ import annotations

import secrets

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.selectors import address_taken
from accounts.services import TEACHERS, sessions_end, teachers_group_ensure


@transaction.atomic
def person_ensure(email: str, *, teacher: bool = False, operator: bool = False) -> tuple[User, bool]:
    """The account of this address, made where there is none, in these roles; says whether it was made.

    Whoever runs the server vouches for the address: nothing has to be confirmed.
    """
    email = email.lower()
    owner = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    user = owner.user if owner else User.objects.filter(email__iexact=email, is_guest=False).first()
    made = user is None
    if user is None:
        user = User(username=f"person-{secrets.token_hex(5)}", email=email)
        user.set_unusable_password()
        user.save()
    if not EmailAddress.objects.filter(user=user, verified=True).exists() and not address_taken(email, user):
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if teacher:
        teacher_make(user)
    if operator:
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])
    return user, made


def teacher_make(user: User) -> None:
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    user.groups.add(teachers_group_ensure())


def teacher_unmake(user: User) -> None:
    """Back to a learner; an operator stays one. Sessions end, so that no open desk stays open."""
    user.groups.remove(*user.groups.filter(name=TEACHERS))
    user.is_staff = user.is_superuser
    user.save(update_fields=["is_staff"])
    sessions_end(user)


def password_link(user: User) -> str:
    """The path of a link by which this person chooses a password, once, within three days."""
    token = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), token])
