"""A model that corrects is not believed: not when it invents or rewrites, and not against Harper."""

from __future__ import annotations

import pytest

from ml.engines.harper import HarperCorrector
from ml.engines.model_corrector import SURE
from tests.ml.filling import FillingModel, corrector, item

SAID = "i listen music every day but he don't like it"
MUSIC = item("listen music", "listen to music", "preposition")


def found(text: str, *items: dict[str, str], spoken: bool = True) -> list[tuple[str, str, float]]:
    """(original, replacement, confidence) of what the model adds."""
    findings = corrector(FillingModel(items=items)).check(text, spoken=spoken)
    for one in findings:
        assert text[one.start : one.end] == one.original
    return [(one.original, one.replacement, one.confidence) for one in findings if one.engine == "model"]


# ------------------------------------------------------------------ where it lies


def test_a_quotation_that_was_not_said_is_dropped() -> None:
    assert found(SAID, item("listen to musics", "listen to music")) == []
    assert found(SAID, item("sten music", "sten to music")) == [], "whole words only"
    assert found(SAID, item("", "the")) == []
    assert found(SAID, item("...", "the")) == []


def test_a_quotation_in_other_capitals_is_found_at_its_place() -> None:
    text = "Well. I listen  Music."
    assert found(text, item("i Listen music.", "I listen to music", "preposition"), spoken=False) == [
        ("Music", "to music", 0.55)
    ]


def test_a_quotation_that_fits_two_places_is_dropped() -> None:
    text = "i listen music at home and you listen music at work"
    assert found(text, MUSIC) == []
    assert found(text, item("you listen music", "you listen to music", "preposition")) != []


def test_of_two_places_the_one_that_harper_doubts_is_meant() -> None:
    text = "we go home and now he go home"
    findings = corrector(FillingModel(items=[item("go home", "goes home", "agreement")])).check(
        text, spoken=True
    )
    assert [(one.start, one.replacement, one.confidence) for one in findings] == [(22, "goes", SURE)]


def test_a_quotation_over_the_end_of_a_sentence_is_dropped() -> None:
    assert (
        found("I was at home. Cinema was closed.", item("home. Cinema", "home the cinema"), spoken=False)
        == []
    )


def test_a_phones_apostrophe_stays() -> None:
    text = "I don’t listen music at home"
    assert found(text, item("don't listen music", "don't listen to music", "preposition")) == [
        ("music", "to music", 0.55)
    ]


def test_two_items_for_one_place_are_said_once() -> None:
    assert len(found(SAID, MUSIC, item("music every", "the music every", "article"))) == 1


# ------------------------------------------------------------------ what is no correction


@pytest.mark.parametrize(
    ("text", "original", "corrected"),
    [
        ("i think so too", "i think", "I think"),
        ("i think so too", "think so", "think, so"),
        ("i do it every day", "every day", "everyday"),
        ("its a nice day", "its a", "it's a"),
        ("their is a dog", "their is", "there is"),
        ("i do not know it", "do not", "don't"),
        ("i am at home now", "i am", "I'm"),
        ("he likes the colour red", "colour", "color"),
    ],
)
def test_what_nobody_hears_is_no_correction_of_speech(text: str, original: str, corrected: str) -> None:
    assert found(text, item(original, corrected)) == []


@pytest.mark.parametrize(
    ("text", "original", "corrected"),
    [
        ("we go home now", "go home", "travel to the house"),
        ("we go home now", "we go home now", "now it is time to leave"),
        ("i like my old red car", "old red car", "new car"),
        ("i like my old red car", "old red", "red"),
        ("i saw a dog in the park", "a dog", "a big dog"),
        ("i like it very much", "i like", "i don't like"),
        ("he did not come home", "did not come", "did come"),
        ("he is my friend", "he is", "she is"),
        ("i gave him two books", "two books", "three books"),
        ("i made my homework", "made my", "did my"),
        ("i go to a park with a dog", "to a park with a dog", "in the park with the dogs"),
    ],
)
def test_a_rewrite_or_another_meaning_is_dropped(text: str, original: str, corrected: str) -> None:
    assert found(text, item(original, corrected)) == []


@pytest.mark.parametrize(
    "corrected",
    [
        "listen to музыку",
        "listen to music [/INST]",
        "listen to music</s>",
        "listen to <b>music</b>",
        "listen to music\n\nand more",
        "listen to 音楽",
        "listen to music 🙂",
        "listen to musiс",  # a Cyrillic letter
    ],
)
def test_other_scripts_and_marks_are_dropped(corrected: str) -> None:
    assert found(SAID, item("listen music", corrected, "preposition")) == []


@pytest.mark.parametrize(
    ("text", "original", "corrected"),
    [
        ("i read a good book", "good book", "the good book"),
        ("i like books a lot", "like books", "like a books"),
        ("i go to work by bus", "to work", "to to work"),
        ("he goes to work by bus", "he goes", "he go"),
        ("i have many books at home", "many books", "many book"),
    ],
)
def test_a_correction_that_makes_it_worse_is_not_believed(text: str, original: str, corrected: str) -> None:
    assert not [one for one in found(text, item(original, corrected, "plural")) if one[2] >= 0.5]


# ------------------------------------------------------------------ how sure it is


def test_harper_and_the_model_agree() -> None:
    model = FillingModel(items=[item("he don't", "he doesn't", "agreement")])
    (one,) = corrector(model).check("well he don't like it", spoken=True)
    assert (one.replacement, one.confidence, one.engine) == ("doesn't", SURE, "harper")


def test_where_they_contradict_each_other_harper_stands() -> None:
    text = "i'm good in maths"
    model = FillingModel(items=[item("good in maths", "good with maths", "preposition")])
    assert corrector(model).check(text, spoken=True) == HarperCorrector().check(text, spoken=True) != ()


def test_harper_reads_no_time_words() -> None:
    model = FillingModel(items=[item("he go", "he went", "tense")])
    (one,) = corrector(model).check("yesterday he go to the cinema", spoken=True)
    assert (one.replacement, one.code, one.confidence) == ("went", "R:VERB:TENSE", SURE)
    (one,) = corrector(model).check("well he go to the cinema", spoken=True)
    assert (one.replacement, one.engine) == ("goes", "harper")


def test_what_harper_would_correct_again_is_dropped() -> None:
    assert found("i saw apple on the table", item("saw apple", "saw a apple", "article")) == []
    assert found("i saw apple on the table", item("saw apple", "saw an apple", "article")) != []


def test_an_item_is_believed_as_far_as_its_least_sure_edit() -> None:
    text = "it was a big travel in evening"
    both = item("big travel in evening", "big journey in the evening", "article")
    assert [one[2] for one in found(text, both)] == [0.25, 0.25]
    assert [one[2] for one in found(text, item("in evening", "in the evening", "article"))] == [0.55]


def test_the_threshold_is_the_apps() -> None:
    engine = corrector(FillingModel(items=[MUSIC]), threshold=0.7)
    (one,) = [one for one in engine.check(SAID, spoken=True) if one.engine == "model"]
    assert one.confidence == pytest.approx(0.75)
