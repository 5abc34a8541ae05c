"""What Harper is trusted with, in speech and in typed text."""

from __future__ import annotations

import harper
import pytest

from ml.engines.harper import HarperCorrector
from ml.engines.harper_rules import SPOKEN, WRITTEN, WRITTEN_NEVER
from tests.ml.talks import TOPICS, scenario_of


@pytest.fixture(scope="module")
def corrector():
    engine = HarperCorrector()
    engine.load()
    return engine


def brief(findings):
    return [(finding.original, finding.replacement, finding.code) for finding in findings]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("she don't like it", ("don't", "doesn't", "R:VERB:SVA")),
        ("he have a dog", ("have", "has", "R:VERB:SVA")),
        ("we was happy", ("was", "were", "R:VERB:SVA")),
        ("i live here since five years", ("since five years", "for five years", "R:PREP")),
        ("i didn't went there", ("went", "go", "R:VERB:FORM")),
        ("i will went there", ("will went", "will go", "R:VERB:FORM")),
        ("he is more taller than me", ("more taller", "taller", "R:ADJ:FORM")),
        ("informations are good", ("informations", "information", "R:NOUN:NUM")),
        ("she gave me advices", ("advices", "advice", "R:NOUN:NUM")),
        ("i have a apple", ("a", "an", "R:DET")),
        ("i don't can swim", ("don't can", "can't", "R:VERB")),
        ("we discussed about it", ("discussed about", "discussed", "U:PREP")),
        ("i'm good in maths", ("in", "at", "R:PREP")),
        ("one of the reason", ("reason", "reasons", "R:NOUN:NUM")),
    ],
)
def test_it_hears_what_learners_often_say(corrector, said, expected):
    assert brief(corrector.check(said, spoken=True)) == [expected]


@pytest.mark.parametrize(
    "said",
    [
        "i live in london and i like it",
        "yesterday i was in moscow with my friend ksenia",
        "well you know it's its own thing",
        "they're going there with their dog",
        "i i think um it's very good",
        "is she fine now",
        "she and he go to school together",
        "you could use it don't tell me",
        "they will ask you questions all night",
        "yes i did i got the job",
        "tea is good in summer",
        "i can see they are tired",
        "there was lots of snow",
        "i like teh color of my freind",
    ],
)
def test_it_leaves_right_speech_alone(corrector, said):
    assert brief(corrector.check(said, spoken=True)) == []


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_it_finds_no_mistake_in_the_lines_we_offer(corrector, path):
    for beat in scenario_of(path).beats:
        for reply in beat.replies:
            assert brief(corrector.check(reply.say, spoken=True)) == [], reply.say
            assert brief(corrector.check(reply.say.lower().strip("."), spoken=True)) == [], reply.say


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("My freind is here.", ("freind", "friend", "R:SPELL")),
        ("It is in london.", ("london", "London", "R:ORTH")),
        ("You and i are late.", ("i", "I", "R:ORTH")),
        ("Its raining alot", ("Its", "It's", "R:SPELL")),
        ("There are alot of people.", ("alot", "a lot", "R:ORTH")),
        ("I would of gone.", ("would of", "would have", "R:VERB")),
        ("She don't like it.", ("don't", "doesn't", "R:VERB:SVA")),
    ],
)
def test_typed_text_keeps_spelling_and_capitals(corrector, typed, expected):
    assert expected in brief(corrector.check(typed, spoken=False))


@pytest.mark.parametrize(
    "typed",
    [
        "I like this color and that colour.",
        "My name is Ksenia.",
        "Ksenia lives in Chelyabinsk.",
        "Я из Moscow 🙂",
    ],
)
def test_names_other_alphabets_and_both_spellings_are_left_alone(corrector, typed):
    assert corrector.check(typed, spoken=False) == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("I am studing it.", "studying"),
        ("Can you speek slowly?", "speak"),
        ("She is an enginer.", "engineer"),
        ("We were runing.", "running"),
        ("It was becouse of you.", "because"),
        ("We met on saturday.", "Saturday"),
    ],
)
def test_one_small_slip_in_a_common_word_is_mended(corrector, typed, meant):
    assert [finding.replacement for finding in corrector.check(typed, spoken=False)] == [meant]


@pytest.mark.parametrize(
    "word",
    [
        "futbol",
        "pelmeni",
        "yandex",
        "thx",
        "hav",
        "OK",
        "ok",
        "Ok",
        "blini",
        "plov",
        "wifi",
        "wich",
        "speking",
    ],
)
def test_no_word_is_put_where_another_may_have_been_meant(corrector, word):
    assert corrector.check(f"Yes, it was {word} there.", spoken=False) == ()


def test_a_long_text_without_a_full_stop_still_shows_its_mistakes(corrector):
    """A rule about long sentences must not hide the rest."""
    assert corrector.check("he have a dog and i like it " * 20, spoken=False)


def test_every_rule_we_name_is_one_of_harpers():
    known = harper.get_default_lint_config().keys()
    assert [name for name in (*SPOKEN, *WRITTEN, *WRITTEN_NEVER) if name not in known] == []
