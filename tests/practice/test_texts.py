"""The words of the first conversation: short, kind, in both languages, known to the recogniser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ml.scenario_text import count_words, words
from practice.first_talk import CAN, FILE, READ, first_talk
from practice.texts import TEXTS, texts_of_hello
from tests.accounts.test_texts import NEVER
from tests.languages.test_russian import CALQUES
from tests.project.tree import ROOT, files

pocketsphinx = pytest.importorskip("pocketsphinx")
SCRIPTS = [ROOT / "static" / "js" / name for name in ("hello.js", "hello_voice.js")]


@pytest.mark.parametrize("code", TEXTS)
def test_a_text_is_short_kind_and_in_both_languages(code: str) -> None:
    text = TEXTS[code]
    for line in (text.text, text.text_ru):
        assert len(line.split()) <= 25
    whole = " ".join((text.title, text.text, text.title_ru, text.text_ru))
    assert not NEVER.search(whole)
    assert re.search("[а-яё]", text.title_ru)
    assert re.search("[а-яё]", text.text_ru)


def test_every_text_is_used_and_every_use_has_a_text() -> None:
    used: set[str] = set()
    for path in [*files(".py", under=ROOT / "practice"), *SCRIPTS]:
        if path.name != "texts.py":
            used |= set(re.findall(r'"((?:hello|known)\.[a-z]+)"', path.read_text(encoding="utf-8")))
    assert used == set(TEXTS)
    assert used <= texts_of_hello().keys()


def test_russian_is_not_translated_word_for_word() -> None:
    for path in [*files(".py", under=ROOT / "practice"), *files(".html", under=ROOT / "templates"), FILE]:
        text = path.read_text(encoding="utf-8").lower()
        assert not [marker for marker in CALQUES if marker in text], path


@pytest.mark.parametrize("step", first_talk().steps.values(), ids=lambda step: step.code)
def test_a_question_is_short_and_has_its_russian(step) -> None:
    assert count_words(step.say) <= 26
    assert re.search("[а-яё]", step.ru)
    assert "!" not in step.say.replace("Hello!", "").replace("Thank you!", "")
    assert not re.search(r"\b(test|mark|wrong|correct|level is)\b", step.say)


def test_each_can_do_question_has_a_line_of_every_level() -> None:
    for code in CAN:
        assert [card.value for card in first_talk().steps[code].cards] == ["1", "2", "3", "4", "5"]
    for code in READ:
        assert len(first_talk().steps[code].lines) == 5


def test_the_second_line_to_read_is_not_shorter_than_the_first() -> None:
    first, second = (first_talk().steps[code].lines for code in READ)
    assert all(count_words(a) <= count_words(b) + 2 for a, b in zip(first, second, strict=True))


def test_every_word_that_may_be_said_is_one_the_recogniser_knows() -> None:
    file = Path(pocketsphinx.get_model_path()) / "en-us" / "cmudict-en-us.dict"
    known = {
        line.split()[0].partition("(")[0] for line in file.read_text(encoding="utf-8").splitlines() if line
    }
    spoken = [
        card.say for step in first_talk().steps.values() if step.code != "listen" for card in step.cards
    ]
    spoken += [line for step in first_talk().steps.values() for line in step.lines]
    assert not {word for text in spoken for word in words(text)} - known
