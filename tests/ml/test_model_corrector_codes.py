"""Learners' typical mistakes: which code an edit gets, whether it is said, and its reason."""

from __future__ import annotations

import pytest

from ml.engines.model_corrector_items import KINDS, Item, proposals_of
from ml.engines.model_corrector_reasons import REASONS

SAID = [
    ("I have exam in the morning.", "have exam", "have an exam", "article", "M:DET"),
    ("Train was late.", "Train was", "The train was", "article", "M:DET"),
    ("i like the nature", "the nature", "nature", "article", "U:DET"),
    ("i have much friends", "much friends", "many friends", "other", "R:DET"),
    ("i like this shoes", "this shoes", "these shoes", "other", "R:DET"),
    ("i listen music", "listen music", "listen to music", "preposition", "M:PREP"),
    ("it depends of the weather", "depends of", "depends on", "preposition", "R:PREP"),
    ("we went to home", "went to home", "went home", "preposition", "U:PREP"),
    ("my brother work in a bank", "brother work", "brother works", "agreement", "R:VERB:SVA"),
    ("my parents works a lot", "parents works", "parents work", "agreement", "R:VERB:SVA"),
    ("the people is nice", "people is", "people are", "agreement", "R:VERB:SVA"),
    ("my friend have a car", "friend have", "friend has", "agreement", "R:VERB:SVA"),
    ("yesterday we go to the sea", "we go", "we went", "tense", "R:VERB:TENSE"),
    ("i see him two days ago", "see him", "saw him", "tense", "R:VERB:TENSE"),
    ("i have seen him last week", "have seen him", "saw him", "tense", "R:VERB:TENSE"),
    ("i was born in 1990 and live there", "and live", "and lived", "tense", "R:VERB:TENSE"),
    ("tomorrow i go to the doctor", "i go", "i will go", "tense", "M:VERB:TENSE"),
    ("i have two brother", "two brother", "two brothers", "plural", "R:NOUN:NUM"),
    ("three child were there", "three child", "three children", "plural", "R:NOUN:NUM"),
]
NOT_SAID = [
    ("we go to the sea", "we go", "we went", "tense", "R:VERB:TENSE"),
    ("yesterday we talked about what we do", "we do", "we have", "tense", "R:VERB:TENSE"),
    ("i saw a dog", "a dog", "the dog", "article", "R:DET"),
    ("she late again", "she late", "she is late", "verb_form", "M:VERB"),
    ("she late again", "she late", "she's late", "verb_form", "M:VERB"),
    ("she working now", "she working", "she is working", "verb_form", "M:VERB:TENSE"),
    ("i am agree with you", "am agree", "agree", "verb_form", "U:VERB:TENSE"),
    ("i must to go", "must to go", "must go", "verb_form", "U:VERB:FORM"),
    ("i want go home", "want go", "want to go", "verb_form", "M:VERB:FORM"),
    ("i enjoy to swim a lot", "to swim", "swimming", "verb_form", "R:VERB:FORM"),
    ("i have went there", "have went", "have gone", "verb_form", "R:VERB:FORM"),
    ("he can swims well", "can swims", "can swim", "agreement", "R:VERB:FORM"),
    ("we goed there", "goed", "went", "tense", "R:VERB:INFL"),
    ("me like it", "me like", "i like", "pronoun", "R:PRON"),
    ("i go always by bus", "go always", "always go", "word_order", "R:WO"),
    ("he drives very careful", "very careful", "very carefully", "other", "R:ADV"),
    ("he is more tall than me", "more tall", "taller", "other", "R:ADJ:FORM"),
    ("it was a big travel", "big travel", "big journey", "other", "R:OTHER"),
    ("because it rained so i stayed", "so i stayed", "i stayed", "other", "U:CONJ"),
    ("i am boring at home", "am boring", "am bored", "other", "R:ADJ"),
]


@pytest.mark.parametrize(
    ("text", "original", "corrected", "kind", "code", "said"),
    [(*case, True) for case in SAID] + [(*case, False) for case in NOT_SAID],
)
def test_a_learners_mistake_gets_its_code(
    text: str, original: str, corrected: str, kind: str, code: str, said: bool
) -> None:
    (one,) = proposals_of(Item(original, corrected, kind), text, spoken=True)
    assert (one.code, one.sure) == (code, said)
    whole = text[: one.start] + one.replacement + text[one.end :]
    assert whole == text.replace(original, corrected), "with it put in, the sentence is what the model wrote"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "preposition"])
def test_the_models_word_for_it_does_not_decide(kind: str) -> None:
    for text, original, corrected, code in (
        ("it depends of the weather", "depends of", "depends on", "R:PREP"),
        ("i have two brother", "two brother", "two brothers", "R:NOUN:NUM"),
        ("he work a lot", "he work", "he works", "R:VERB:SVA"),
        ("I have exam", "have exam", "have an exam", "M:DET"),
    ):
        (one,) = proposals_of(Item(original, corrected, kind), text, spoken=True)
        assert one.code == code


def test_a_typed_slip_of_spelling_is_no_matter_of_speech() -> None:
    item = Item("recieve", "receive", "other")
    (one,) = proposals_of(item, "I recieve letters", spoken=False)
    assert (one.code, one.sure) == ("R:SPELL", False)
    assert proposals_of(item, "I recieve letters", spoken=True) == ()


def test_time_words_far_away_or_at_odds_prove_nothing() -> None:
    item = Item("we go", "we went", "tense")
    for text in (
        "yesterday was a day like all the others in this long year and we go",
        "yesterday and tomorrow we go home",
        "It was good yesterday. Now we go home.",
    ):
        (one,) = proposals_of(item, text, spoken=True)
        assert not one.sure


def test_every_reason_is_one_short_line() -> None:
    for code, reason in REASONS.items():
        assert code[:2] in ("M:", "R:", "U:")
        assert reason.endswith(".")
        assert len(reason) <= 60
