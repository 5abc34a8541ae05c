"""What people agreed to: only ever added, asked again for a new text, with consequences when taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import privacy
from accounts.models import Consent, Receipt, User
from accounts.privacy import Kept
from accounts.purposes import KEEP_RECORDINGS, PERSONALISE, PRACTISE, PURPOSES, Purpose
from accounts.receipts import receipts_finish
from accounts.selectors import consent_given, consents_for
from accounts.services import ConsentStale, consent_set


@pytest.fixture
def withdrawn(monkeypatch: pytest.MonkeyPatch) -> list[User]:
    """Whose recordings a registered part was told to delete."""
    seen: list[User] = []
    part_keeps(monkeypatch, lambda user: seen.append(user) or 1)
    return seen


def rewrite(monkeypatch: pytest.MonkeyPatch, purpose: str) -> Purpose:
    """The text of a purpose changes its meaning."""
    newer = replace(PURPOSES[purpose], version=PURPOSES[purpose].version + 1)
    monkeypatch.setitem(PURPOSES, purpose, newer)
    return newer


@pytest.fixture
def newer(learner: User, monkeypatch: pytest.MonkeyPatch) -> Purpose:
    """The learner agreed to keep recordings; the text has changed since."""
    consent_set(learner, KEEP_RECORDINGS, True)
    return rewrite(monkeypatch, KEEP_RECORDINGS)


def part_keeps(monkeypatch: pytest.MonkeyPatch, gone: Callable[[User], int]) -> None:
    """A part of its own that keeps something by the consent to keep recordings."""
    monkeypatch.setattr(privacy, "_kept", dict(privacy._kept))
    privacy.keep(Kept(name="part", export=lambda _: {}, erase=lambda _: 0, withdraw={KEEP_RECORDINGS: gone}))


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
    rewrite(monkeypatch, PRACTISE)
    assert not consent_given(learner, PRACTISE)
    consent_set(learner, PRACTISE, True)
    assert consent_given(learner, PRACTISE)


def test_who_said_yes_to_an_older_text_is_shown_that_it_asks_again(learner: User, newer: Purpose) -> None:
    (asked,) = [state for state in consents_for(learner) if state.purpose == newer.code]
    assert (asked.given, asked.version) == (False, newer.version)
    assert asked.changed_since == Consent.objects.get().at


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
    learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(user: User) -> int:
        raise OSError("disk")

    consent_set(learner, KEEP_RECORDINGS, True)
    part_keeps(monkeypatch, breaks)
    receipt = consent_set(learner, KEEP_RECORDINGS, False)
    assert not consent_given(learner, KEEP_RECORDINGS)
    assert receipt is not None
    assert receipt.done_at is None


def test_what_broke_off_is_done_by_the_clock(learner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    consent_set(learner, KEEP_RECORDINGS, True)
    part_keeps(monkeypatch, lambda _: 1 // 0)
    receipt = consent_set(learner, KEEP_RECORDINGS, False)
    part_keeps(monkeypatch, lambda _: 3)
    assert receipts_finish() == 0, "whoever asked may still be at it"
    Receipt._base_manager.update(asked_at=timezone.now() - timedelta(minutes=1))
    assert receipts_finish() == 1
    assert Receipt.objects.get(pk=receipt.pk).counts == {"part": 3}
    assert receipts_finish() == 0


def test_a_yes_to_an_older_text_can_be_taken_back(
    learner: User, withdrawn: list[User], newer: Purpose
) -> None:
    assert consent_set(learner, newer.code, False) is not None
    assert withdrawn == [learner]
    assert not Consent.objects.filter(user=learner).first().given


def test_a_yes_to_another_text_than_todays_is_refused(learner: User) -> None:
    with pytest.raises(ConsentStale):
        consent_set(learner, PRACTISE, True, version=PURPOSES[PRACTISE].version - 1)
    assert not Consent.objects.exists()


def test_taking_back_needs_no_version(learner: User) -> None:
    consent_set(learner, PRACTISE, True)
    assert consent_set(learner, PRACTISE, False, version=0) is not None
    assert not consent_given(learner, PRACTISE)


@pytest.mark.parametrize(
    "change",
    [
        lambda: Consent.objects.update(given=True),
        lambda: Consent.objects.all().delete(),
        lambda: Consent.objects.bulk_update(Consent.objects.all(), ["given"]),
        lambda: Receipt.objects.update(counts={}),
        lambda: Receipt.objects.all().delete(),
        lambda: Receipt.objects.get().save(),
    ],
)
def test_what_proves_something_is_not_changed_in_bulk(learner: User, change: Callable[[], object]) -> None:
    consent_set(learner, PRACTISE, True)
    consent_set(learner, PRACTISE, False)
    with pytest.raises(TypeError):
        change()


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


def test_a_purpose_that_nothing_uses_is_not_asked_for(learner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privacy, "_kept", {})
    assert consents_for(learner) == []
    privacy.keep(Kept(name="part", export=lambda _: {}, erase=lambda _: 0, uses=(PERSONALISE,)))
    assert [state.purpose for state in consents_for(learner)] == [PERSONALISE]


def test_a_yes_can_be_taken_back_though_nothing_uses_it_any_more(
    learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent_set(learner, PERSONALISE, True)
    monkeypatch.setattr(privacy, "_kept", {})
    assert [state.purpose for state in consents_for(learner)] == [PERSONALISE]


def test_a_part_cannot_name_a_purpose_that_has_no_text() -> None:
    with pytest.raises(ValueError, match="sell_my_voice"):
        privacy.keep(Kept(name="part", export=lambda _: {}, erase=lambda _: 0, uses=("sell_my_voice",)))


def test_a_part_asks_only_whom_it_means(
    learner: User, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy, "_kept", {})
    privacy.keep(
        Kept(
            name="part",
            export=lambda _: {},
            erase=lambda _: 0,
            uses=(PERSONALISE,),
            asks=lambda user: user == learner,
        )
    )
    assert [state.purpose for state in consents_for(learner)] == [PERSONALISE]
    assert consents_for(stranger) == []
