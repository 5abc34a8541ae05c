"""From a stream of audio to what was heard: when it ends, and what an engine's trouble costs."""

from __future__ import annotations

import pytest

from conversations.audiostream import Signal
from conversations.endpointing import COMPLETE_MS, Pauses
from conversations.listening import Stopped
from ml.errors import EngineError
from ml.types import Partial
from tests.conversations.jobs import MS, Recording, a_turn, fields_of, kinds, messages, one, run
from tests.fakes import BROKEN, CARD, DIED, OFFER, UNHEARD, FakeEngines, FakeRecogniser, Hears, card, free

HALF = Partial(reply=CARD.key, words_read=2, last_word="usually")
WHOLE = Partial(reply=CARD.key, words_read=6, complete=True, last_word="seven")


def engines(*script: Hears, **options: object) -> FakeEngines:
    return FakeEngines(FakeRecogniser(*(script or (Hears(1, card()),)), **options))  # type: ignore[arg-type]


def test_the_recogniser_is_told_what_was_offered() -> None:
    with_offer = engines()
    run(with_offer, a_turn())
    assert with_offer.recogniser.listens[0].replies == OFFER.replies


def test_every_sample_reaches_the_recogniser_once_and_in_order() -> None:
    them, recording = engines(), a_turn()
    run(them, recording)
    (session,) = them.recogniser.sessions
    assert session.fed == recording.pcm
    assert session.closed


def test_a_line_read_to_its_end_is_over_after_a_breath() -> None:
    steps = run(engines(Hears(1, card(), WHOLE)), Recording().speech(1000).silence(*[32] * 60))
    ended = one(steps, "turn.ended")
    assert ended.reason == "card"
    assert COMPLETE_MS <= ended.silence_ms < COMPLETE_MS + 32
    assert ended.samples == 1000 * MS + ended.silence_ms * MS


def test_a_line_stopped_in_the_middle_waits_for_the_rest() -> None:
    recording = Recording().speech(500).silence(*[100] * 15).speech(500).silence(*[32] * 60)
    script = (Hears(1, card(), HALF), Hears(2100 * MS, card(), WHOLE))
    steps = run(engines(*script), recording)
    assert one(steps, "turn.ended").reason == "card"
    assert one(steps, "turn.heard").samples > 2400 * MS


def test_a_pause_within_the_turn_is_measured() -> None:
    recording = Recording().speech(500).silence(100, 300).speech(600).silence(200, 3000)
    timings = fields_of(run(engines(), recording))["timings"]
    assert (timings["longest_pause_ms"], timings["voiced_ms"]) == (400, 1100)


def test_the_lead_in_is_not_counted_as_voice() -> None:
    recording = Recording(offset=1000 * MS)
    recording.batches.append([])
    recording._sound(320, b"\0\0")
    recording.speech(500).silence(200, 3000)
    timings = fields_of(run(engines(), recording, offset=1000 * MS))["timings"]
    assert timings["voiced_ms"] == 500


def test_a_learners_own_pause_is_kept_to() -> None:
    recording = Recording().speech(1000).silence(*[100] * 60)
    steps = run(engines(Hears(1, free("I went home"))), recording, pauses=Pauses("B1", own_ms=2500))
    assert one(steps, "turn.ended").silence_ms == 2500


@pytest.mark.parametrize(
    ("signal", "reason"), [(Signal.CEILING, "ceiling"), (Signal.LOST, "lost"), (Signal.RELEASED, "released")]
)
def test_a_turn_ends_in_the_middle_of_speech_where_it_must(signal: Signal, reason: str) -> None:
    steps = run(engines(), Recording().speech(1000).sign(signal))
    ended = one(steps, "turn.ended")
    assert (ended.reason, ended.samples) == (reason, 1000 * MS)


def test_a_released_button_waits_for_the_samples_on_the_way() -> None:
    recording = Recording().speech(500)
    late = Recording(offset=500 * MS).speech(500)
    recording.at = 1000 * MS
    recording.sign(Signal.RELEASED)
    recording.batches += late.batches
    assert one(run(engines(), recording), "turn.ended").samples == 1000 * MS


def test_a_turn_nobody_speaks_in_any_more_ends() -> None:
    steps = run(engines(), Recording().speech(1000))
    assert one(steps, "turn.ended").reason == "lost"


def test_audio_that_was_lost_on_the_way_shortens_no_turn() -> None:
    recording = Recording().speech(500).lost(2000).speech(500).sign(Signal.RELEASED)
    ended = one(run(engines(), recording), "turn.ended")
    assert (ended.reason, ended.samples) == ("released", 3000 * MS)


def test_a_process_that_ends_gives_the_turn_back() -> None:
    them = engines()
    with pytest.raises(Stopped):
        run(them, Recording().speech(500).sign(Signal.STOPPED))
    assert them.recogniser.sessions[0].abandoned


def test_a_typed_reply_takes_the_turns_place() -> None:
    them = engines()
    steps = run(them, Recording().speech(500).sign(Signal.CANCELLED))
    assert kinds(steps) == ["turn.ended", "turn.dismissed"]
    assert not them.partner.prompts
    assert them.recogniser.sessions[0].abandoned


def test_how_far_a_card_is_read_is_told_when_it_changes() -> None:
    script = (Hears(1, card(), HALF), Hears(1500 * MS, card(), WHOLE))
    recording = Recording().speech(500).speech(500).speech(500).silence(500)
    partials = [m for m in messages(run(engines(*script), recording)) if m.type == "turn.partial"]  # type: ignore[attr-defined]
    assert [(p.card, p.words_read) for p in partials] == [(CARD.key, 2), (CARD.key, 6)]  # type: ignore[attr-defined]


# ------------------------------------------------------------------ an engine in trouble


@pytest.mark.parametrize("call", ["feed", "peek", "close"])
def test_a_recogniser_that_dies_gets_everything_again(call: str) -> None:
    them, recording = engines(failures=((call, 600 * MS, DIED),)), Recording()
    recording.speech(500).speech(500).silence(200, 7000)
    steps = run(them, recording)
    first, second = them.recogniser.sessions
    assert first.abandoned
    assert second.fed == recording.pcm
    assert one(steps, "turn.heard").card == CARD.key


def test_a_recogniser_that_dies_while_it_is_fed_gets_no_sample_twice() -> None:
    failures = (("feed", 500 * MS, DIED), ("feed", 1200 * MS, DIED))
    them, recording = engines(failures=failures), Recording()
    recording.speech(400).speech(400).speech(400).silence(200, 7000)
    run(them, recording)
    assert len(them.recogniser.sessions) == 3
    assert them.recogniser.sessions[-1].fed == recording.pcm


def test_a_recogniser_that_keeps_dying_is_given_up() -> None:
    failures = tuple(("feed", 0, DIED) for _ in range(5))
    with pytest.raises(EngineError):
        run(engines(failures=failures), a_turn())


def test_a_recogniser_that_cannot_work_is_not_asked_again() -> None:
    them = engines(failures=(("feed", 0, BROKEN),))
    with pytest.raises(EngineError):
        run(them, a_turn())
    assert len(them.recogniser.sessions) == 1


def test_what_was_not_understood_is_no_text() -> None:
    heard = one(run(engines(Hears(1, UNHEARD)), a_turn()), "turn.heard")
    assert (heard.evidence, heard.text, heard.card) == ("own_words", "", None)
