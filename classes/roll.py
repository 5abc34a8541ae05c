"""What changes who is in a class: lists, joining, cards, moving, taking out, making two into one."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.joining import belongings_move
from accounts.models import User
from accounts.services import first_name_set, pupil_create, sessions_end, user_delete
from classes.guardians import voices_check
from classes.models import Membership, SchoolClass
from classes.nicknames import Pasted, nickname_key, nickname_read, pasted_read
from classes.pins import pin_hash, pin_new
from classes.selectors import pupils_in
from conversations.services import conversations_hand_over

logger = logging.getLogger(__name__)

MOST_PUPILS = 60


class NicknameTaken(Exception):
    """Somebody in the class has this nickname."""


class ClassFull(Exception):
    """There are as many pupils as a class may have."""


class CannotStay(Exception):
    """Of two pupils made into one, both are the same or not of one class."""


def pupils_add(school_class: SchoolClass, text: str) -> Pasted:
    """Add a pasted list, one name a line. What cannot be added is given back with its reason; the others
    are in. Nobody has a PIN yet: their cards make it."""
    here = pupils_in(school_class)
    pasted = pasted_read(text, here.values_list("nickname_key", flat=True))
    room = max(MOST_PUPILS - here.count(), 0)
    full = tuple((name, "full") for name in pasted.names[room:])
    added = []
    for name in pasted.names[:room]:
        try:
            _add(school_class, name, "")
        except NicknameTaken:  # somebody joined in this very moment
            full = (*full, (name, "twice"))
        else:
            added.append(name)
    return Pasted(tuple(added), pasted.amiss + full)


def pupil_join(school_class: SchoolClass, nickname: str, pin: str) -> Membership:
    """Somebody joins by the code, with a PIN of their own; raises NicknameTaken or ClassFull."""
    if pupils_in(school_class).count() >= MOST_PUPILS:
        raise ClassFull
    return _add(school_class, nickname, pin)


def _add(school_class: SchoolClass, nickname: str, pin: str) -> Membership:
    try:
        with transaction.atomic():
            return Membership.objects.create(
                school_class=school_class,
                pupil=pupil_create(nickname),
                nickname=nickname,
                nickname_key=nickname_key(nickname),
                pin=pin_hash(pin) if pin else "",
                pin_made_at=timezone.now() if pin else None,
            )
    except IntegrityError as error:
        raise NicknameTaken from error


def pins_renew(memberships: Iterable[Membership]) -> dict[int, str]:
    """New PINs, by membership: they stand on the cards and nowhere else, so this is the only time that
    anybody can read them. Whoever came in with the old one is signed out."""
    pins: dict[int, str] = {}
    now = timezone.now()
    for membership in memberships:
        pin = pins[membership.pk] = pin_new()
        if membership.pin:
            sessions_end(membership.pupil)
        membership.pin, membership.pin_made_at = pin_hash(pin), now
        membership.tries, membership.blocked_until = 0, None
        membership.save(update_fields=["pin", "pin_made_at", "tries", "blocked_until"])
    return pins


def pupil_rename(membership: Membership, written: str) -> None:
    """Raises BadNickname or NicknameTaken."""
    name = nickname_read(written)
    membership.nickname, membership.nickname_key = name, nickname_key(name)
    _save(membership, "nickname", "nickname_key")
    first_name_set(membership.pupil, name)


def pupil_move(membership: Membership, to: SchoolClass) -> None:
    """To another class, with PIN and talks; what was assigned in the old one stays there.

    Raises NicknameTaken or ClassFull.
    """
    if pupils_in(to).count() >= MOST_PUPILS:
        raise ClassFull
    if to.memberships.filter(pupil=membership.pupil).exclude(pk=membership.pk).exists():
        raise NicknameTaken  # the same person is in that class, or was
    membership.school_class, membership.hand_at = to, None
    with transaction.atomic():
        _save(membership, "school_class", "hand_at")
        membership.assignments.clear()
    voices_check([membership.pupil])


def pupil_take_out(membership: Membership) -> None:
    """Out of the class, and signed out; account and talks are kept, and the PIN opens nothing."""
    membership.left_at, membership.hand_at = timezone.now(), None
    membership.save(update_fields=["left_at", "hand_at"])
    if is_pupil_account(membership.pupil):
        sessions_end(membership.pupil)


def pupil_take_back(membership: Membership) -> None:
    """Raises NicknameTaken or ClassFull."""
    if pupils_in(membership.school_class).count() >= MOST_PUPILS:
        raise ClassFull
    membership.left_at = None
    _save(membership, "left_at")
    voices_check([membership.pupil])


def pupil_erase(membership: Membership) -> None:
    """The pupil's account with everything in it. Who is in another class too, or has a way to sign in of
    their own, only leaves this one."""
    pupil = membership.pupil
    elsewhere = Membership.objects.filter(pupil=pupil).exclude(pk=membership.pk).exists()
    if elsewhere or not is_pupil_account(pupil):
        membership.delete()
        return
    logger.info("classes: a teacher had the account of user %s erased", pupil.pk)
    user_delete(pupil)


def pupils_merge(stays: Membership, goes: Membership) -> None:
    """One pupil who has come to have two accounts: the talks go to the one that stays, the other account is
    erased. Its recordings are erased with it: what was agreed to there was agreed to for that account."""
    same = stays.pk == goes.pk or stays.pupil_id == goes.pupil_id
    if same or stays.school_class_id != goes.school_class_id or not is_pupil_account(goes.pupil):
        raise CannotStay
    with transaction.atomic():
        for assignment in goes.assignments.all():
            assignment.memberships.add(stays)
        conversations_hand_over(goes.pupil, stays.pupil)
        belongings_move(goes.pupil, stays.pupil)
        goes.delete()
    user_delete(goes.pupil)


def is_pupil_account(user: User) -> bool:
    """Whether a class is the only way in: no e-mail, no password."""
    return not user.email and not user.has_usable_password() and not user.is_staff


def _save(membership: Membership, *fields: str) -> None:
    try:
        with transaction.atomic():
            membership.save(update_fields=fields)
    except IntegrityError as error:
        membership.refresh_from_db()
        raise NicknameTaken from error
