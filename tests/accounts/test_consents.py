"""What people agreed to: only ever added, asked again for a new text, with consequences when taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from accounts import privacy
from accounts.models import Consent, User
from accounts.purposes import KEEP_RECORDINGS, PRACTISE, PURPOSES
from accounts.selectors import consent_given, consents_for
from accounts.services import consent_set


@pytest.fixture
def withdrawn() -> Iterator[list[User]]:
    """Whose recordings a registered handler was told to delete."""
    seen: list[User] = []
    handlers = list(privacy._handlers[KEEP_RECORDINGS])
    privacy.on_withdrawal(KEEP_RECORDINGS, seen.append)
    yield seen
    privacy._handlers[KEEP_RECORDINGS][:] = handlers


@pytest.mark.parametrize("purpose", sorted(PURPOSES))
def test_nothing_is_agreed_to_at_first(learner: User, purpose: str) -> None:
    assert not consent_given(learner, purpose)


def test_a_given_consent_counts(learner: User) -> None:
    consent_set(learner, PRACTISE, True)
    assert consent_given(learner, PRACTISE)


def test_a_consent_is_for_its_purpose_and_its_person_only(learner: User, stranger: User) -> None:
    consent_set(learner, PRACTISE, True)
    assert not consent_given(learner, KEEP_RECORDINGS)
    assert not consent_given(stranger, PRACTISE)


def test_the_newest_answer_counts_and_the_older_ones_stay(learner: User) -> None:
    for answer in (True, False, True):
        consent_set(learner, PRACTISE, answer)
    assert consent_given(learner, PRACTISE)
    assert list(Consent.objects.order_by("pk").values_list("given", flat=True)) == [True, False, True]


def test_an_answer_that_changes_nothing_is_not_recorded(learner: User) -> None:
    consent_set(learner, PRACTISE, False)
    consent_set(learner, PRACTISE, True)
    consent_set(learner, PRACTISE, True)
    assert Consent.objects.count() == 1


def test_an_answer_cannot_be_rewritten(learner: User) -> None:
    consent_set(learner, PRACTISE, False)
    consent_set(learner, PRACTISE, True)
    answer = Consent.objects.get()
    answer.given = False
    with pytest.raises(TypeError):
        answer.save()


def test_a_yes_to_an_older_text_no_longer_counts(learner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    consent_set(learner, PRACTISE, True)
    newer = replace(PURPOSES[PRACTISE], version=PURPOSES[PRACTISE].version + 1)
    monkeypatch.setitem(PURPOSES, PRACTISE, newer)
    assert not consent_given(learner, PRACTISE)
    consent_set(learner, PRACTISE, True)
    assert consent_given(learner, PRACTISE)


def test_an_unknown_purpose_is_an_error(learner: User) -> None:
    with pytest.raises(KeyError):
        consent_set(learner, "sell_my_voice", True)


def test_taking_a_consent_back_calls_who_kept_something(learner: User, withdrawn: list[User]) -> None:
    consent_set(learner, KEEP_RECORDINGS, True)
    assert withdrawn == []
    consent_set(learner, KEEP_RECORDINGS, False)
    assert withdrawn == [learner]


def test_refusing_what_was_never_given_has_no_consequences(learner: User, withdrawn: list[User]) -> None:
    consent_set(learner, KEEP_RECORDINGS, False)
    assert withdrawn == []


def test_a_withdrawal_stands_even_where_its_consequence_breaks(
    learner: User, withdrawn: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(user: User) -> None:
        raise OSError("disk")

    consent_set(learner, KEEP_RECORDINGS, True)
    privacy.on_withdrawal(KEEP_RECORDINGS, breaks)
    with pytest.raises(OSError, match="disk"):
        consent_set(learner, KEEP_RECORDINGS, False)
    assert not consent_given(learner, KEEP_RECORDINGS)


def test_a_handler_registered_twice_is_called_once(learner: User, withdrawn: list[User]) -> None:
    handler = privacy.withdrawal_handlers(KEEP_RECORDINGS)[-1]
    privacy.on_withdrawal(KEEP_RECORDINGS, handler)
    assert privacy.withdrawal_handlers(KEEP_RECORDINGS).count(handler) == 1


def test_each_purpose_is_listed_with_its_text_and_answer(learner: User) -> None:
    consent_set(learner, PRACTISE, True)
    practise, recordings, *others = consents_for(learner)
    assert (practise.purpose, practise.given) == (PRACTISE, True)
    assert practise.given_at is not None
    assert (recordings.purpose, recordings.given, recordings.given_at) == (KEEP_RECORDINGS, False, None)
    assert not any(other.given for other in others)


@pytest.mark.parametrize("purpose", PURPOSES.values(), ids=lambda purpose: purpose.code)
def test_each_purpose_has_its_words_in_both_languages(purpose: object) -> None:
    for words in ("title", "text", "title_ru", "text_ru"):
        assert getattr(purpose, words).strip()
