"""Nothing that leads to a person is kept without being named: every table, every file."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import FileField, Model

from accounts import privacy
from accounts.models import BrowserSession, LearnerProfile, User
from accounts.privacy import Kept, all_kept, paths_to_user, rows_of
from conversations.models import Correction, ListenedTo, Turn
from topics.models import Topic

Models = list[type[Model]]


def every_model() -> Models:
    """Those of Django and of other people's apps too, and the tables between many and many."""
    return [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]


def of_people() -> Models:
    return [model for model in every_model() if model is User or paths_to_user(model)]


def unnamed() -> set[str]:
    """What leads to people and stands in no part: tables, and files of tables."""
    tables = {model for kept in all_kept() for model in kept.models}
    files = {(model, name) for kept in all_kept() for model, name in kept.files}
    found = {model._meta.label for model in of_people() if model not in tables}
    for model in of_people():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField) and (model, field.name) not in files:
                found.add(f"{model._meta.label}.{field.name}")
    return found


def test_every_table_and_file_that_leads_to_a_person_is_named() -> None:
    assert unnamed() == set(), "name it in a Kept: accounts/privacy.py"


def test_sessions_are_named_though_no_key_leads_from_them() -> None:
    assert any(BrowserSession in kept.models for kept in all_kept())


def test_the_test_finds_what_is_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privacy, "_kept", {})
    assert {"accounts.User", "admin.LogEntry", "conversations.Turn.recording"} <= unnamed()


def test_the_way_to_a_person_is_found_over_several_tables() -> None:
    assert paths_to_user(LearnerProfile) == ["user"]
    assert paths_to_user(Correction) == ["turn__conversation__user"]
    assert sorted(paths_to_user(ListenedTo)) == ["listener", "owner"]
    assert paths_to_user(User.groups.through) == ["user"]
    assert paths_to_user(Topic) == []


def test_no_table_is_named_twice() -> None:
    named = [model for kept in all_kept() for model in kept.models]
    named_files = [file for kept in all_kept() for file in kept.files]
    assert len(named) == len(set(named))
    assert len(named_files) == len(set(named_files))


@pytest.mark.parametrize("kept", all_kept(), ids=lambda kept: kept.name)
def test_every_part_has_plain_words_and_a_time(kept: Kept) -> None:
    assert str(kept.title)
    assert str(kept.how_long() if callable(kept.how_long) else kept.how_long)


def test_rows_of_somebody_are_theirs_only(learner: User, stranger: User) -> None:
    assert list(rows_of(LearnerProfile, learner)) == [learner.profile]
    assert list(rows_of(User, stranger)) == [stranger]
    assert not rows_of(Turn, learner).exists()


def test_a_part_that_is_registered_again_takes_the_first_ones_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privacy, "_kept", {})
    for gone in (1, 2):
        privacy.keep(Kept(name="part", export=lambda _: {}, erase=lambda _, gone=gone: gone))
    assert privacy.erase(User()) == {"part": 2}


def test_what_leans_on_others_is_erased_before_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privacy, "_kept", {})
    order: list[str] = []
    for name, first in (("accounts", False), ("log", True), ("talks", False)):
        privacy.keep(
            Kept(name=name, export=lambda _: {}, erase=lambda _, n=name: order.append(n) or 0, first=first)
        )
    privacy.erase(User())
    assert order == ["log", "talks", "accounts"]
