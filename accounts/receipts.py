"""Deleting with a receipt: what hangs on a consent that was taken back, and everything of a person.

What is asked for is written down first, so that it is done even where it breaks off: at once by whoever
asks, else by the clock (``receipts_finish``), which looks each minute.
"""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts import privacy
from accounts.models import BrowserSession, Receipt, User

logger = logging.getLogger(__name__)

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that looks like something else
GROUPS, GROUP = 4, 4  # 80 bits: nobody comes upon somebody else's
AGAIN_SECONDS = 30  # whoever asked may still be at it
ATTEMPTS = 3  # in one go: a worker may have been writing at the same moment
ACCOUNT = "account"


def receipt_number() -> str:
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def withdrawal_begin(user: User, purpose: str) -> Receipt:
    """Note that a consent was taken back; call in the transaction that records the answer."""
    return Receipt.objects.create(
        number=receipt_number(), kind=Receipt.Kind.WITHDRAWN, purpose=purpose, user=user
    )


def erasure_begin(user: User) -> Receipt:
    """Close an account: nobody comes in any more, and everything of it is about to go."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False)
        open_receipt = Receipt.objects.filter(user=user, kind=Receipt.Kind.ERASED, done_at=None).first()
        return open_receipt or Receipt.objects.create(
            number=receipt_number(), kind=Receipt.Kind.ERASED, user=user
        )


def receipt_carry_out(receipt: Receipt) -> bool:
    """Do what a receipt is for; says whether it is complete. What breaks off is tried again later."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _carry_out(receipt)
        except Exception as error:  # a bug in one part must not keep what the others have
            logger.warning("receipt %s: attempt %d broke off (%s)", receipt.pk, attempt, type(error).__name__)
        else:
            return True
    return False


def receipts_finish() -> int:
    """Carry out what broke off or was never begun; gives how many are complete now."""
    late = timezone.now() - timedelta(seconds=AGAIN_SECONDS)
    left = Receipt.objects.filter(done_at=None, asked_at__lt=late).select_related("user")
    return sum(receipt_carry_out(receipt) for receipt in left)


def _carry_out(receipt: Receipt) -> None:
    user = receipt.user
    if user is None:  # it was done; only the note of it is missing
        _complete(receipt, {})
    elif receipt.kind == Receipt.Kind.WITHDRAWN:
        _complete(receipt, privacy.withdraw(user, receipt.purpose))
    else:
        _erase(receipt, user)


def _erase(receipt: Receipt, user: User) -> None:
    counts = privacy.erase(user)
    with transaction.atomic():
        user.delete()
        _complete(receipt, {**counts, ACCOUNT: counts.get(ACCOUNT, 0) + 1})
    _pages_wipe()


def _complete(receipt: Receipt, counts: dict[str, int]) -> None:
    """The one change a receipt ever sees."""
    receipt.done_at = timezone.now()
    receipt.counts = {name: count for name, count in counts.items() if count}
    Receipt._base_manager.filter(pk=receipt.pk, done_at=None).update(
        done_at=receipt.done_at, counts=receipt.counts
    )


def _pages_wipe() -> None:
    """SQLite overwrites what it deletes (``secure_delete``); its journal still has the pages before."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def sessions_of(user: User) -> list[BrowserSession]:
    """A person's sessions, over or not."""
    return list(BrowserSession.objects.filter(user=user))


def user_erase(user: User) -> Receipt:
    """Erase a person with everything of theirs; what breaks off goes on by the clock."""
    receipt = erasure_begin(user)
    receipt_carry_out(receipt)
    return receipt
