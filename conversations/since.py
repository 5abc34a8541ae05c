"""How long ago something was, in the words that people use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.interface import is_russian

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS_RU = (
    "в понедельник",
    "во вторник",
    "в среду",
    "в четверг",
    "в пятницу",
    "в субботу",
    "в воскресенье",
)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTHS_RU = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)


@dataclass(frozen=True, slots=True)
class Since:
    en: str
    ru: str

    @property
    def words(self) -> str:
        """In the page's language."""
        return self.ru if is_russian() else self.en


def since(when: datetime, now: datetime | None = None) -> Since:
    """ "just now", "20 minutes ago", "yesterday", "on Monday", "on 14 May"; days are the server's."""
    now = now or timezone.now()
    minutes = int((now - when).total_seconds() // 60)
    if minutes < 2:
        return Since("just now", "только что")
    if minutes < 60:
        return Since(f"{minutes} minutes ago", f"{_counted(minutes, 'минуту', 'минуты', 'минут')} назад")
    here, today = timezone.localtime(when), timezone.localtime(now).date()
    days = (today - here.date()).days
    hours = minutes // 60
    if days == 0 or hours < 6:  # not "yesterday" for what was begun before midnight
        en = "an hour ago" if hours == 1 else f"{hours} hours ago"
        return Since(en, "час назад" if hours == 1 else f"{_counted(hours, 'час', 'часа', 'часов')} назад")
    if days == 1:
        return Since("yesterday", "вчера")
    if days < 7:
        return Since(f"on {_DAYS[here.weekday()]}", _DAYS_RU[here.weekday()])
    year = "" if here.year == today.year else f" {here.year}"
    month = here.month - 1
    return Since(
        f"on {here.day} {_MONTHS[month]}{year}",
        f"{here.day} {_MONTHS_RU[month]}{year + ' года' if year else ''}",
    )


def _counted(number: int, one: str, few: str, many: str) -> str:
    """Russian plurals by the rules of the CLDR."""
    tens, units = number % 100, number % 10
    if units == 1 and tens != 11:
        return f"{number} {one}"
    if 2 <= units <= 4 and not 12 <= tens <= 14:
        return f"{number} {few}"
    return f"{number} {many}"
