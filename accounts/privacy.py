"""What is kept of people: each part of im4talkin says it here, in its ``ready()``.

``accounts`` knows no other app; the apps that keep something know this module. A table or a file that
leads to a person and that no part has named here fails a test (``tests/privacy/test_registry.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Model, Q
from django.utils.functional import Promise

from accounts.models import User
from accounts.purposes import PURPOSES

Words = str | Promise  # written, or to be translated when they are read
MOST_STEPS = 4  # from a table to the person it is about


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody else had a look at, or listened to, what is a learner's."""

    who: str
    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """How much of one kind is there, and since when."""

    what: str
    count: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Kept:
    """One part's share. ``erase``, ``withdraw`` and ``expire`` say how much went, rows and files.

    All of them may be called again after they broke off: they take what is left.
    """

    name: str  # of the part, in code: "recordings"
    export: Callable[[User], Mapping[str, object]]
    erase: Callable[[User], int]
    models: tuple[type[Model], ...] = ()
    files: tuple[tuple[type[Model], str], ...] = ()  # (model, name of its file field)
    title: Words = ""  # in plain words, for the pages
    how_long: Words | Callable[[], str] = ""  # in plain words
    uses: tuple[str, ...] = ()  # purposes without which it does nothing
    asks: Callable[[User], bool] | None = None  # whom it asks for them; without it everybody
    withdraw: Mapping[str, Callable[[User], int]] = field(default_factory=dict)  # by purpose
    expire: Callable[[], int] | None = None  # what was kept for long enough
    seen: Callable[[User], Iterable[Seen]] | None = None
    more: Callable[[User], Iterable[Held]] | None = None  # what no table leads to
    first: bool = False  # erased before the others: it needs their rows to find its own


_kept: dict[str, Kept] = {}


def keep(kept: Kept) -> None:
    """Register a part; the same name again takes the first one's place."""
    unknown = {*kept.uses, *kept.withdraw} - PURPOSES.keys()
    if unknown:
        raise ValueError(f"{kept.name}: no such purpose: {', '.join(sorted(unknown))}")
    _kept[kept.name] = kept


def all_kept() -> tuple[Kept, ...]:
    """Every part, in the order of the apps: the later ones lean on the earlier."""
    return tuple(_kept.values())


def kept_title(name: str) -> str:
    """The words for a part; its name where it is not installed any more."""
    kept = _kept.get(name)
    return str(kept.title or name) if kept else name


# ------------------------------------------------------------------ questions about all of it


def export(user: User) -> dict[str, object]:
    """Everything that is kept of somebody, by part: texts, numbers, lists; files by their names."""
    return {kept.name: kept.export(user) for kept in all_kept()}


def erase(user: User) -> dict[str, int]:
    """Delete everything but the account itself, what leans on others first; gives how much went."""
    behind = all_kept()[::-1]
    parts = [kept for kept in behind if kept.first] + [kept for kept in behind if not kept.first]
    return {kept.name: kept.erase(user) for kept in parts}


def withdraw(user: User, purpose: str) -> dict[str, int]:
    """Delete what hangs on a consent that was taken back; gives how much went, by part."""
    return {kept.name: kept.withdraw[purpose](user) for kept in all_kept() if purpose in kept.withdraw}


def expire() -> dict[str, int]:
    """Delete what was kept for long enough; gives how much went, by part."""
    return {kept.name: kept.expire() for kept in all_kept() if kept.expire is not None}


def purposes_used(user: User | None = None) -> set[str]:
    """Purposes that something here asks for, of this user or of anybody: others are not worth a question."""
    asking = [kept for kept in all_kept() if user is None or kept.asks is None or kept.asks(user)]
    return {purpose for kept in asking for purpose in (*kept.uses, *kept.withdraw)}


def seen(user: User) -> list[Seen]:
    """Who looked at what is this learner's, the newest first."""
    found = [one for kept in all_kept() if kept.seen is not None for one in kept.seen(user)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def held(kept: Kept, user: User) -> list[Held]:
    """What a part has of somebody, by table and by kind of file; nothing where there is nothing."""
    tables = [
        (str(model._meta.verbose_name_plural), rows_of(model, user))
        for model in kept.models
        if model is not User  # everybody is one
    ]
    files = [
        (_words_for(model, name), rows_of(model, user).exclude(**{name: ""})) for model, name in kept.files
    ]
    found = list(kept.more(user)) if kept.more else []
    for what, rows in tables + files:
        if count := rows.count():
            found.append(Held(what, count, _since(rows)))
    return found


def _words_for(model: type[Model], name: str) -> str:
    return str(getattr(model._meta.get_field(name), "verbose_name", name))


def _since(rows: models.QuerySet[Any]) -> datetime | None:
    """By the first of a table's times that every row has."""
    for column in rows.model._meta.concrete_fields:
        ends = column.name.startswith("expire")  # a session's end says nothing of its beginning
        if isinstance(column, models.DateTimeField) and not column.null and not ends:
            first: datetime | None = rows.aggregate(first=models.Min(column.name))["first"]
            return first
    return None


# ------------------------------------------------------------------ the way from a row to a person


def paths_to_user(model: type[Model]) -> list[str]:
    """The shortest lookups that lead from a model to the people it is about, ``conversation__user``."""
    ways: list[tuple[type[Model], str]] = [(model, "")]
    for _ in range(MOST_STEPS):
        further: list[tuple[type[Model], str]] = []
        found = []
        for at, way in ways:
            for column in at._meta.concrete_fields:
                target = column.related_model
                if column.remote_field is None or not isinstance(target, type):
                    continue
                step = f"{way}{column.name}"
                if issubclass(target, User):
                    found.append(step)
                elif target is not at:
                    further.append((target, f"{step}__"))
        if found:
            return found
        ways = further
    return []


def rows_of(model: type[Model], user: User) -> models.QuerySet[Any]:
    """A person's rows of a model."""
    if model is User:
        return User.objects.filter(pk=user.pk)
    about = Q()
    for path in paths_to_user(model):
        about |= Q(**{path: user.pk})
    return model._base_manager.filter(about) if about else model._base_manager.none()
