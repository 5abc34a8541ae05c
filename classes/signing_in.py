"""A pupil signs in: class code, nickname, PIN. What does not fit is never said to be one of the three."""

from __future__ import annotations

from classes.models import Membership, SchoolClass
from classes.nicknames import BadNickname, nickname_key, nickname_read
from classes.pins import pin_fits, pin_is_whole, pin_pretend
from classes.selectors import pupils_in
from classes.tries import stranger_tries, try_begins, try_fitted


class DoNotFit(Exception):
    """No pupil of this class has this nickname with this PIN."""


class PinNotWhole(ValueError):
    """Not four digits; no try was counted."""


def pupil_sign_in(school_class: SchoolClass, nickname: str, pin: str) -> Membership:
    """The pupil whose nickname and PIN these are.

    Raises BadNickname or PinNotWhole for what can be neither, DoNotFit, or MustWait.
    """
    try:
        key = nickname_key(nickname_read(nickname))
    except BadNickname as bad:
        if bad.code == "empty":
            raise
        raise DoNotFit from bad
    digits = "".join(pin.split())
    if not pin_is_whole(digits):
        raise PinNotWhole
    found = pupils_in(school_class).filter(nickname_key=key).select_related("school_class").first()
    if found is None:
        stranger_tries(school_class.pk, key)
        pin_pretend(digits)
        raise DoNotFit
    try_begins(found)
    if not found.pin:
        pin_pretend(digits)
    if not pin_fits(digits, found.pin) or not found.pupil.is_active:
        raise DoNotFit
    try_fitted(found)
    return found
