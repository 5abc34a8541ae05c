"""A change of level is proposed when three talks say the same, with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from practice.reasons import REASONS, reason_of
from practice.refinement import TalkEvidence, change_of, may_ask

QUICK = TalkEvidence(cards=8, long_cards=6, start_s=2.0, turns=9)
SLOW = TalkEvidence(cards=8, long_cards=0, start_s=11.0, turns=9)
FLUENT = TalkEvidence(own_words=90, own_sentences=6, mended=1, turns=9)
STRUGGLING = TalkEvidence(own_words=40, own_sentences=12, mended=12, turns=9)
MIDDLE = TalkEvidence(cards=8, long_cards=3, start_s=5.0, own_words=50, own_sentences=7, mended=3, turns=9)


def asked(talk: TalkEvidence, *, easier: bool = False, harder: bool = False) -> TalkEvidence:
    return replace(talk, easier=easier, harder=harder)


@pytest.mark.parametrize(
    ("talk", "level", "reason"),
    [
        (QUICK, "B2", "lines"),
        (SLOW, "A2", "slow"),
        (FLUENT, "B2", "sentences"),
        (STRUGGLING, "A2", "struggles"),
    ],
)
def test_three_talks_that_say_the_same_change_the_level(talk: TalkEvidence, level: str, reason: str) -> None:
    change = change_of("B1", [talk] * 3)
    assert change
    assert (change.level, change.reason) == (level, reason)


@pytest.mark.parametrize("talk", [QUICK, SLOW, FLUENT, STRUGGLING])
def test_two_talks_are_not_enough(talk: TalkEvidence) -> None:
    assert change_of("B1", [talk] * 2) is None
    assert change_of("B1", [talk, talk, MIDDLE]) is None


def test_an_ordinary_talk_changes_nothing() -> None:
    assert change_of("B1", [MIDDLE] * 3) is None
    assert change_of("B1", [TalkEvidence()] * 3) is None


def test_whoever_twice_asked_for_something_harder_is_taken_at_their_word() -> None:
    change = change_of("B1", [asked(MIDDLE, harder=True), MIDDLE, asked(SLOW, harder=True)])
    assert change
    assert (change.level, change.reason, change.figures) == ("B2", "harder", {"talks": 2})


def test_whoever_twice_asked_for_something_easier_too() -> None:
    change = change_of("B1", [asked(QUICK, easier=True)] * 2 + [QUICK])
    assert change
    assert (change.level, change.reason) == ("A2", "easier")


def test_what_was_asked_once_stops_a_proposal_that_goes_the_other_way() -> None:
    assert change_of("B1", [asked(QUICK, easier=True), QUICK, QUICK]) is None
    assert change_of("B1", [asked(QUICK, easier=True), asked(QUICK, harder=True), QUICK]) is None


@pytest.mark.parametrize(("level", "talk"), [("C1", QUICK), ("A1", SLOW), ("C2", QUICK), ("", QUICK)])
def test_beyond_the_ends_nothing_is_proposed(level: str, talk: TalkEvidence) -> None:
    assert change_of(level, [talk] * 3) is None


def test_a_talk_of_a_few_own_words_says_nothing_of_language() -> None:
    few = TalkEvidence(own_words=12, own_sentences=1)
    assert change_of("B1", [few] * 3) is None


NOW = timezone.now()


@pytest.mark.parametrize(
    ("before", "may"),
    [
        ([], True),
        ([timedelta(days=13)], False),
        ([timedelta(days=14)], True),
        ([timedelta(days=40), timedelta(hours=1)], False),
    ],
)
def test_it_is_asked_again_after_two_weeks_only(before: list[timedelta], may: bool) -> None:
    when: list[datetime] = [NOW - ago for ago in before]
    assert may_ask(when, NOW) is may


@pytest.mark.parametrize("code", REASONS)
def test_a_reason_is_said_in_plain_words_in_both_languages(code: str) -> None:
    reason = reason_of(code, {"talks": 2, "words": 11.5, "start": 2.5, "share": 70, "mended": 1.0})
    for text in (reason.en, reason.ru):
        assert "{" not in text
        assert len(text.split()) <= 25
        assert not [level for level in ("A1", "A2", "B1", "B2", "C1", "error", "mistake") if level in text]


def test_a_reason_of_another_version_is_left_out() -> None:
    assert reason_of("moon", {}).en == ""
