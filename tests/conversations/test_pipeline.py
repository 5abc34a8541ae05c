"""What comes of a turn: an answer, or none; with a voice, or without; and nothing waits for corrections."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversations import corrections
from conversations.audiostream import Signal
from conversations.models import Turn
from ml.errors import EngineError
from ml.types import Evidence, Finding, Heard, OwnWords, PromptKind
from tests.conversations.jobs import (
    Recording,
    a_turn,
    fields_of,
    kinds,
    messages,
    one,
    run,
    said,
    sound,
    steps_of,
)
from tests.fakes import (
    DIED,
    OFFER,
    UNHEARD,
    FakeCorrector,
    FakeEngines,
    FakePartner,
    FakeRecogniser,
    FakeVoice,
    Hears,
    card,
    free,
)
from topics.selectors import moves

GO = Finding(3, 5, "go", "goes", "R:VERB:SVA", "After he the verb takes -s.", 0.9, "fake")
HE_GO = Heard(Evidence.TYPED, text="He go home.", surface="He go home.")


def engines(heard: Heard | None = None, **roles: object) -> FakeEngines:
    return FakeEngines(FakeRecogniser(Hears(1, heard or card())), **roles)  # type: ignore[arg-type]


def typed(them: FakeEngines, **fields: object) -> list[str]:
    return kinds(run(them, kind=Turn.Kind.TYPED.value, heard=HE_GO, **fields))


# ------------------------------------------------------------------ the order of things


def test_a_spoken_turn_is_ended_heard_answered_and_offered_again() -> None:
    steps = run(engines(), a_turn())
    assert kinds(steps) == [
        "turn.ended",
        "turn.heard",
        "reply.sentence",
        "reply.sentence",
        "talk.offered",
        "reply.ended",
    ]
    assert said(steps) == ["So I usually get up at seven.", "What else?"]
    assert one(steps, "reply.ended").sentences == 2


def test_a_typed_turn_goes_the_same_way() -> None:
    assert typed(engines())[:3] == ["turn.ended", "turn.heard", "reply.sentence"]


def test_an_opening_has_no_turn_of_the_learners_before_it() -> None:
    them = engines()
    steps = run(them, kind=Turn.Kind.OPENING.value, number=0)
    assert kinds(steps)[0] == "reply.sentence"
    assert them.partner.prompts[0].kind is PromptKind.OPENING


def test_a_closing_ends_the_talk() -> None:
    them = engines(partner=FakePartner(offer=None))
    steps = run(them, kind=Turn.Kind.CLOSING.value, review_url="/review/")
    assert them.partner.prompts[0].kind is PromptKind.CLOSING
    assert kinds(steps)[-2:] == ["reply.ended", "talk.finished"]
    assert one(steps, "talk.finished").review_url == "/review/"


def test_a_sentence_goes_out_in_one_step_with_its_first_sound() -> None:
    with_text = [step for step in run(engines(), a_turn()) if "reply.sentence" in kinds([step])]
    assert all(step.frames for step in with_text)


def test_the_sound_of_every_sentence_is_whole() -> None:
    heard = sound(run(engines(), a_turn()))
    assert heard[1].replace(b"\0", b"") == b"Whatelse?"
    assert set(heard) == {0, 1}


def test_every_sentence_says_where_its_sound_stays() -> None:
    urls = [m.audio_url for m in messages(run(engines(), a_turn())) if m.type == "reply.sentence"]  # type: ignore[attr-defined]
    assert urls == ["/audio/1/0.wav", "/audio/1/1.wav"]


def test_the_partner_is_told_what_the_talk_has_come_to() -> None:
    them = engines()
    run(them, a_turn(), level="A2")
    (prompt,) = them.partner.prompts
    assert (prompt.heard, prompt.level, prompt.state.beat) == (card(), "A2", "b0")


def test_a_later_attempt_goes_on_with_what_was_heard_before() -> None:
    them = engines()
    steps = run(them, heard=card(), revision=1)
    assert kinds(steps)[0] == "reply.sentence"
    assert not them.recogniser.sessions
    assert one(steps, "reply.ended").revision == 1


def test_a_turn_whose_audio_is_gone_cannot_be_worked_on() -> None:
    with pytest.raises(LookupError):
        run(engines())


# ------------------------------------------------------------------ no answer


def test_a_click_is_dismissed() -> None:
    steps = run(engines(UNHEARD), Recording().speech(120).silence(200, 3000))
    assert kinds(steps) == ["turn.ended", "turn.dismissed"]
    assert one(steps, "turn.dismissed").reason == "nothing"
    assert fields_of(steps)["status"] == Turn.Status.DISMISSED


def test_a_short_card_is_no_click() -> None:
    steps = run(engines(card()), Recording().speech(120).silence(200, 3000))
    assert "reply.ended" in kinds(steps)


def test_a_short_word_that_was_understood_is_no_click() -> None:
    steps = run(engines(free("No.")), Recording().speech(120).silence(200, 3000))
    assert "reply.ended" in kinds(steps)


@pytest.mark.parametrize("heard", [UNHEARD, free("Yes, sure.")])
def test_a_sound_of_listening_lets_the_buddy_go_on(heard: Heard) -> None:
    them = engines(heard)
    steps = run(them, Recording().speech(700).silence(200, 3000), interrupts=True)
    assert kinds(steps) == ["turn.ended", "turn.dismissed", "reply.resume"]
    assert one(steps, "turn.dismissed").reason == "backchannel"


def test_three_words_over_the_buddy_are_answered() -> None:
    steps = run(engines(free("No, not me.")), Recording().speech(700).silence(200, 3000), interrupts=True)
    assert "reply.ended" in kinds(steps)


def test_a_card_over_the_buddy_is_answered() -> None:
    steps = run(engines(card()), Recording().speech(700).silence(200, 3000), interrupts=True)
    assert "reply.ended" in kinds(steps)


def test_long_speech_over_the_buddy_is_answered_even_when_not_understood() -> None:
    steps = run(engines(UNHEARD), Recording().speech(1500).silence(200, 3000), interrupts=True)
    assert "reply.ended" in kinds(steps)


def test_the_same_sound_while_the_buddy_is_still_is_answered() -> None:
    steps = run(engines(UNHEARD), Recording().speech(700).silence(200, 3000))
    assert "reply.ended" in kinds(steps)


def test_what_was_said_with_the_button_held_was_meant() -> None:
    recording = Recording().speech(700).sign(Signal.RELEASED)
    assert "reply.ended" in kinds(run(engines(UNHEARD), recording, interrupts=True, held=True))


def test_a_tap_of_the_button_over_the_buddy_lets_her_go_on() -> None:
    recording = Recording().speech(120).sign(Signal.RELEASED)
    steps = run(engines(UNHEARD), recording, interrupts=True, held=True)
    assert kinds(steps) == ["turn.ended", "turn.dismissed", "reply.resume"]


# ------------------------------------------------------------------ a partner or a voice in trouble


def test_a_partner_without_an_outcome_has_failed() -> None:
    with pytest.raises(EngineError) as caught:
        run(engines(partner=FakePartner(outcome=False)), a_turn())
    assert (caught.value.code, caught.value.retryable) == ("partner.unfinished", True)


def test_a_partner_that_fails_fails_the_attempt() -> None:
    with pytest.raises(EngineError):
        run(engines(partner=FakePartner(DIED)), a_turn())


def test_a_sentence_whose_voice_fails_is_there_to_read() -> None:
    steps = run(engines(voice=FakeVoice("What")), a_turn())
    assert said(steps) == ["So I usually get up at seven.", "What else?"]
    assert one(steps, "error.raised").code == "voice.silent"
    assert set(sound(steps)) == {0}
    assert kinds(steps)[-1] == "reply.ended"


def test_a_sentence_without_sound_has_no_rate() -> None:
    sentences = [
        m for m in messages(run(engines(voice=FakeVoice("What")), a_turn())) if m.type == "reply.sentence"
    ]  # type: ignore[attr-defined]
    assert [sentence.rate for sentence in sentences] == [16_000, 0]  # type: ignore[attr-defined]


def test_a_voice_that_breaks_off_ends_its_sentence_there() -> None:
    steps = run(engines(voice=FakeVoice("else?")), a_turn())
    assert sound(steps)[1].replace(b"\0", b"") == b"What"
    assert one(steps, "error.raised").code == "voice.silent"
    assert kinds(steps)[-1] == "reply.ended"


def test_a_line_without_words_is_shown_and_not_spoken() -> None:
    them = engines(partner=FakePartner(lines=("…",)))
    assert said(run(them, a_turn())) == ["…"]
    assert them.voice.spoken == []


def test_a_line_of_two_sentences_is_spoken_as_two() -> None:
    them = engines(partner=FakePartner(lines=("One. Two.",)))
    assert said(run(them, a_turn())) == ["One.", "Two."] == them.voice.spoken


# ------------------------------------------------------------------ corrections


def test_corrections_come_after_the_reply() -> None:
    them = engines(corrector=FakeCorrector(GO))
    assert typed(them)[-2:] == ["reply.ended", "turn.corrected"]


@pytest.mark.parametrize("spoken", [False, True])
def test_a_story_is_corrected_before_the_talk_is_finished(spoken: bool) -> None:
    """The review is opened by the end of the talk, and nothing comes after it."""
    partner = FakePartner(offer=None)
    partner.says_nothing = True
    them = engines(free("He go home."), corrector=FakeCorrector(GO), partner=partner)
    offer = replace(OFFER, beat="retell", part="retell", replies=(), own_words=OwnWords(40))
    if spoken:
        steps = run(them, a_turn(), offer=offer)
    else:
        steps = run(them, None, kind=Turn.Kind.TYPED.value, heard=HE_GO, offer=offer)
    assert kinds(steps)[-3:] == ["turn.corrected", "reply.ended", "talk.finished"]


@pytest.mark.parametrize(
    ("text", "at_once"),
    [("Trains are slow in my country.", True), ("Could you speak more slowly, please?", False)],
)
def test_only_who_asks_for_it_waits_for_the_slower_voice(text: str, at_once: bool) -> None:
    them = engines(partner=FakePartner(lines=("One.", "Two.")))
    them.partner.pace = 0.85
    run(them, None, kind=Turn.Kind.TYPED.value, heard=replace(HE_GO, text=text), moves=moves())
    assert set(them.voice.paces) == {1.0 if at_once else 0.85}


def test_a_slow_corrector_never_delays_the_reply() -> None:
    slow = FakeCorrector(GO, waits=True)
    steps = steps_of(engines(corrector=slow), None, kind=Turn.Kind.TYPED.value, heard=HE_GO)
    before = [next(steps)]
    while "reply.ended" not in kinds(before):
        before.append(next(steps))
    assert sound(before)
    slow.go.set()
    assert kinds(steps) == ["turn.corrected"]


def test_a_corrector_that_is_too_slow_costs_the_corrections_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "WAIT_SECONDS", 0.01)
    slow = FakeCorrector(GO, waits=True)
    assert typed(engines(corrector=slow))[-1] == "reply.ended"
    slow.go.set()


@pytest.mark.parametrize("error", [DIED, ValueError("a bug")])
def test_a_corrector_that_breaks_costs_the_corrections_only(error: Exception) -> None:
    assert typed(engines(corrector=FakeCorrector(error=error)))[-1] == "reply.ended"


def test_a_card_is_answered_and_never_checked() -> None:
    them = engines(corrector=FakeCorrector(GO))
    assert "turn.corrected" not in kinds(run(them, a_turn()))
    assert them.corrector.asked == []
