"""What every partner keeps; a new engine is added by one line."""

from __future__ import annotations

import pytest

from ml.engines.instant import InstantPartner
from ml.engines.scripted import ScriptedPartner
from ml.types import Evidence, Heard
from tests.ml.free_talks import SaysPartner
from tests.ml.talks import TOPICS, Talk, scenario_of

PARTNERS = [ScriptedPartner, InstantPartner, SaysPartner]
PARTS = {
    *("opener", "echo", "recast", "react", "tell", "say", "move", "silence", "unsure", "closer"),
}


@pytest.fixture(params=PARTNERS, ids=lambda engine: engine.__name__)
def partner(request):
    engine = request.param()
    engine.load()
    return engine


@pytest.fixture(params=TOPICS, ids=lambda path: path.stem)
def talk(request, partner):
    """``Talk`` itself holds every turn to: lines, then one Outcome, and a state that survives JSON."""
    return Talk(partner, scenario_of(request.param))


def read_on(talk):
    talk.open()
    while talk.offer:
        talk.read("short")


def test_the_opening_says_something_and_offers_something(talk):
    assert talk.open()
    assert talk.offer
    assert talk.offer.replies


def test_reading_cards_leads_to_the_end(talk):
    read_on(talk)
    assert talk.state.closed
    assert talk.state.beat is None


def test_every_line_has_text_and_a_known_part(talk):
    read_on(talk)
    for line in talk.said:
        assert line.text.strip() == line.text != ""
        assert line.part in PARTS


def test_the_state_names_the_beat_that_is_offered(talk):
    talk.open()
    while talk.offer:
        assert talk.state.beat == talk.offer.beat
        talk.read("fuller")


def test_keys_are_unique_within_an_offer(talk):
    talk.open()
    while talk.offer:
        replies = [reply.key for reply in talk.offer.replies]
        spots = [spot.key for spot in talk.offer.spots]
        assert len(set(replies)) == len(replies)
        assert len(set(spots)) == len(spots)
        assert all(spot.phrases for spot in talk.offer.spots)
        talk.read("stretch")


def test_a_learner_may_finish_at_any_time(talk):
    talk.open()
    talk.close()
    assert talk.state.closed
    assert talk.offer is None


@pytest.mark.parametrize(
    "heard",
    [
        Heard(Evidence.HEARD, text="i think a joke would help"),
        Heard(Evidence.HEARD),
        Heard(Evidence.TYPED, text="🙂"),
        Heard(Evidence.TYPED, text="word " * 1_000),
        Heard(Evidence.OWN_WORDS),
        Heard(Evidence.OWN_WORDS, spotted=("nowhere.short", "x", "")),
        Heard(Evidence.OWN_WORDS, guess="nowhere.short"),
        Heard(Evidence.CARD, reply="nowhere.short"),
        Heard(Evidence.CARD, move="nowhere"),
        Heard(Evidence.CARD, move="skip", text="Skip, please."),
        Heard(Evidence.CHOSEN, move="meaning.nothing"),
        None,
    ],
    ids=str,
)
def test_any_answer_gets_an_answer(talk, heard):
    talk.open()
    assert talk.answer(heard)


def test_a_talk_goes_on_in_silence(talk):
    talk.open()
    for _ in range(3):
        talk.silent()
        assert talk.offer
    assert talk.go_on()


def test_one_partner_holds_many_talks_at_once(partner):
    first, second = Talk(partner, scenario_of(TOPICS[0])), Talk(partner, scenario_of(TOPICS[0]))
    first.open()
    second.open()
    first.read("short")
    first_second_turn = second.read("short")
    assert [line.text for line in first_second_turn] == [line.text for line in first.said][
        -len(first_second_turn) :
    ]
