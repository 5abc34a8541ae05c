"""A teacher who reads Russian is told in Russian what to mend in a topic."""

from __future__ import annotations

import re

import pytest
import yaml
from django.utils.translation import override

from accounts.models import User
from tests.conftest import ClientOf
from tests.conversations.reviews import topic_named
from tests.languages.problems import shapes
from topics.problems import FILE, problem_here, shape_pattern

TABLE: dict[str, str] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
# Documentation and parts of sentences that end with a full stop.
NO_PROBLEM = {
    "Text that must not be empty.",
    "A word or two.",
    "One line of a list.",
    "Lower-case words joined by hyphens; part of an address.",
    "The id of a part; lines and state refer to it.",
    "At least one word or phrase.",
    "(place, field, Russian text) of what must not be empty.",
    "Move it to `unsure_no_guess`.",
    "Say it there.",
}
SAID = sorted(set(shapes()) - NO_PROBLEM)


def test_the_rules_sentences_are_found() -> None:
    assert len(SAID) > 55


@pytest.mark.parametrize("shape", SAID)
def test_every_sentence_of_the_rules_has_its_russian(shape: str) -> None:
    filled = iter("abcdefgh")
    problem = re.sub(r"\{\}", lambda _: next(filled), shape)
    with override("ru"):
        told = problem_here(problem)
    assert re.search("[а-яё]{3}", told), "write it into topics/problems_ru.yaml"
    assert not re.search(r"\{\d\}", told)


@pytest.mark.parametrize("english", TABLE)
def test_no_russian_sentence_is_there_for_nothing(english: str) -> None:
    pattern = shape_pattern(english)
    examples = [re.sub(r"\{\}", "x", shape) for shape in SAID]
    examples += [f"persona › lines › wait: line x has no {{x}}. {advice}" for advice in NO_PROBLEM]
    assert any(pattern.fullmatch(example) for example in examples)


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (
            "beats › blank: `simpler` has 17 words. Cut to 14.",
            "beats › blank: в `simpler` слов: 17. Сократите до 14.",
        ),
        ("beats › blank: `hear` is empty. Write the text.", "beats › blank: `hear` пусто. Напишите текст."),
        (
            "`level` cannot be 'Z9'. Use one of: 'A1', 'A2'.",
            "`level` не может быть 'Z9'. Выберите одно из: 'A1', 'A2'.",
        ),
        (
            "The document must be a group of `field: value` lines. Indent them below it.",
            "здесь нужны строки вида",
        ),
        (
            "beats › a: `say` holds {name}, which `remember` does not list. Correct it.",
            "beats › a: в `say` стоит {name}, а",
        ),
        ("Something that no rule says", "Something that no rule says"),
    ],
)
def test_a_place_stays_and_its_sentence_is_russian(problem: str, told: str) -> None:
    with override("ru"):
        assert problem_here(problem).startswith(told)
    assert problem_here(problem) == problem


def test_the_desk_says_in_russian_what_to_mend(client_of: ClientOf, learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(is_staff=True, is_superuser=True)
    topic = topic_named("butterflies-on-the-night-train")
    topic.beats.update(
        simpler="one two three four five six seven eight nine ten eleven twelve thirteen fourteen more"
    )
    topic.save()
    desk = client_of(learner)
    desk.defaults["HTTP_ACCEPT_LANGUAGE"] = "ru"
    asked = {"action": "check_rules", "_selected_action": [topic.pk]}
    html = desk.post("/admin/topics/topic/", asked, follow=True).content.decode()
    assert "Сократите до 14." in html
    assert "Cut to 14" not in html
