"""From a sign-up to an account: a guest's own row becomes it, once the address is confirmed.

Until then nobody has the address. Whoever signs up with a taken one leaves the same rows and sees the same
pages; only the mail differs, and that is read by the owner of the address.
"""

from __future__ import annotations

import secrets

from allauth.account import app_settings
from allauth.account.internal.flows.email_verification import verify_email_and_resume
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.invites import invite_use
from accounts.models import Invite, LearnerProfile, SignUp, User
from accounts.selectors import address_taken

DAY_SECONDS = 86_400


class ConfirmProblem(Exception):
    """A link of a mail that confirms nothing; ``code`` says why."""

    code = "unknown"


class ConfirmUnknown(ConfirmProblem):
    code = "unknown"


class ConfirmExpired(ConfirmProblem):
    code = "expired"


class ConfirmUsed(ConfirmProblem):
    code = "used"


class ConfirmTaken(ConfirmProblem):
    """Another account has confirmed this address meanwhile."""

    code = "taken"


class ConfirmForeign(ConfirmProblem):
    """Somebody else is signed in in this browser."""

    code = "foreign"


@transaction.atomic
def sign_up_begin(
    *, guest: User | None, email: str, password: str, name: str, invite: Invite | None
) -> EmailAddress:
    """Keep what was written; gives the address to be confirmed. Signing up once more replaces it."""
    user = guest or User(username=f"guest-{secrets.token_hex(5)}", is_guest=True)
    user.first_name = name
    user.set_password(password)
    user.save()
    if guest is None:
        LearnerProfile.objects.create(user=user)
    EmailAddress.objects.filter(user=user).exclude(email=email).delete()
    address, _ = EmailAddress.objects.get_or_create(user=user, email=email)
    SignUp.objects.update_or_create(user=user, defaults={"invite": invite, "at": timezone.now()})
    return address


def address_of_key(key: str, visitor: object = None) -> EmailAddress:
    """The unconfirmed address that a mail's link names; raises a ConfirmProblem."""
    try:
        number = signing.loads(key, salt=app_settings.SALT)
        address = EmailAddress.objects.select_related("user").get(pk=number)
    except (signing.BadSignature, EmailAddress.DoesNotExist):
        raise ConfirmUnknown from None
    if address.verified:
        raise ConfirmUsed
    try:
        signing.loads(
            key, salt=app_settings.SALT, max_age=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS * DAY_SECONDS
        )
    except signing.SignatureExpired:
        raise ConfirmExpired from None
    if address_taken(address.email, address.user):
        raise ConfirmTaken
    if isinstance(visitor, User) and not visitor.is_guest and visitor.pk != address.user_id:
        raise ConfirmForeign
    return address


def address_confirm(request: HttpRequest, address: EmailAddress) -> HttpResponse | None:
    """Make the address its owner's, and a guest's row an account. Gives a response where this browser was on
    its way in; raises a ConfirmProblem or an InviteProblem, having changed nothing."""
    try:
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=address.user_id)
            if user.is_guest:
                _invite_claim(user)
                account_begin(user)
            address.user = user
            confirmed, response = verify_email_and_resume(request, EmailConfirmationHMAC(address))
            if confirmed is None:
                raise ConfirmTaken
    except IntegrityError:
        raise ConfirmTaken from None
    return response  # type: ignore[no-any-return]


def account_begin(user: User) -> None:
    """The guest is one no longer: talks, profile and consents are theirs to keep."""
    user.is_guest = False
    user.username = f"learner-{secrets.token_hex(5)}"
    user.save(update_fields=["is_guest", "username"])
    SignUp.objects.filter(user=user).delete()


def _invite_claim(user: User) -> None:
    sign_up = SignUp.objects.select_related("invite").filter(user=user).first()
    if sign_up is not None and sign_up.invite is not None:
        invite_use(sign_up.invite)
