"""The words people read when something is in the way: all there, in both languages, and kind."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.template import Context, Template

import conversations
from conversations import asked_views, review_views
from conversations.protocol import CLOSE_CODES
from conversations.texts import FILE, TEXTS, error_raised, texts_for_page

SOURCES = sorted(Path(conversations.__file__).parent.glob("*.py"))
SCRIPTS = sorted((Path(conversations.__file__).parent.parent / "static" / "js").glob("*.js"))
RAISERS = {"BadFrame", "BadMessage", "error_raised", "complain", "refuse"}
REFUSERS = {"_refused", "BadSound", "_unreported", "LimitReached", "Unasked"}
SHOWN = re.compile(r'(?:notice\.show|textOf|onProblem|_problem|\bproblem)\(\s*"([^"]+)"')
WRITTEN = yaml.safe_load(FILE.read_text(encoding="utf-8"))
PAGE, SERVER, REVIEW = WRITTEN["page"], WRITTEN["server"], WRITTEN["review"]
TITLED = {**SERVER, **REVIEW}
NOUNS = "|".join(sorted({code.partition(".")[0] for code in PAGE}))
EVERY = texts_for_page()


def raised(path: Path, raisers: set[str] = RAISERS) -> Iterator[tuple[int, str]]:
    """Line and code of everything a module raises, refuses or looks up for a learner."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "TEXTS":
            found: ast.expr | None = node.slice
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in raisers:
            found = node.args[0] if node.args else None
        else:
            continue
        if isinstance(found, ast.Constant) and isinstance(found.value, str):
            yield node.lineno, found.value


def shown(path: Path) -> set[str]:
    """Codes that a script of the page shows."""
    source = path.read_text(encoding="utf-8")
    return {*SHOWN.findall(source), *re.findall(rf'"((?:{NOUNS})\.[a-z_0-9]+)"', source)}


# ------------------------------------------------------------------ all are there


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_code_of_the_server_has_a_text(path: Path) -> None:
    without = [(line, code) for line, code in raised(path) if code not in TEXTS]
    assert not without, f"{path.name} raises codes that texts.yaml does not know"


def test_the_codes_that_are_raised_are_found() -> None:
    codes = {code for path in SOURCES for _, code in raised(path)}
    assert {"audio.turn", "message.order", "voice.silent", "talk.taken", "turn.failed"} <= codes


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_code_of_the_page_has_a_text(path: Path) -> None:
    assert shown(path) <= EVERY.keys(), f"{path.name} shows codes that texts.yaml does not know"


def test_the_codes_that_are_shown_are_found() -> None:
    codes = {code for path in SCRIPTS for code in shown(path)}
    assert {"mic.refused", "sound.missing", "connection.lost"} <= codes


def test_no_text_of_the_page_is_there_for_nothing() -> None:
    codes = {code for path in SCRIPTS for code in shown(path)}
    assert {code for code in PAGE if not code.startswith("close.")} <= codes


def test_every_way_to_be_let_go_has_a_text() -> None:
    ours = {f"close.{code}" for code in CLOSE_CODES if code >= 4000}
    assert ours == {code for code in PAGE if code.startswith("close.")}


def test_every_answer_of_the_review_has_a_text_and_a_status() -> None:
    refused = {code for path in SOURCES for _, code in raised(path, REFUSERS)}
    answered = review_views.STATUS | asked_views.STATUS
    assert refused - TEXTS.keys() == REVIEW.keys() == answered.keys() - TEXTS.keys()
    assert not REVIEW.keys() & (SERVER.keys() | PAGE.keys())


def test_a_page_may_have_only_the_texts_it_shows() -> None:
    tag = '{% texts_for_page "sound.missing" as texts %}{{ texts.keys|join:" " }}'
    assert Template("{% load talk_texts %}" + tag).render(Context()) == "sound.missing"


def test_a_code_nobody_knows_has_no_text() -> None:
    with pytest.raises(KeyError):
        error_raised("nobody.knows")


def test_what_is_raised_carries_its_text() -> None:
    title, detail = TEXTS["audio.turn"]
    told = error_raised("audio.turn", fatal=True)
    assert (told.code, told.title, told.detail, told.fatal) == ("audio.turn", title, detail, True)


def test_the_page_is_given_all_texts_as_json() -> None:
    template = Template('{% load talk_texts %}{% texts_for_page as texts %}{{ texts|json_script:"texts" }}')
    html = template.render(Context())
    assert html.startswith('<script id="texts" type="application/json">')
    assert all(f'"{code}"' in html for code in (*SERVER, *PAGE))


# ------------------------------------------------------------------ how they are


@pytest.mark.parametrize("code", EVERY)
def test_every_code_is_called_noun_dot_what(code: str) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z_]+|close\.\d{4}", code)


@pytest.mark.parametrize("code", TITLED)
def test_a_text_from_the_server_is_a_short_title_and_sentences(code: str) -> None:
    text = TITLED[code]
    assert set(text) == {"title", "title_ru", "detail", "detail_ru"}
    for language in ("", "_ru"):
        title, detail = text[f"title{language}"], text[f"detail{language}"]
        assert len(title.split()) <= 8
        assert len(detail.split()) <= 25
        assert not title.endswith(".")
        assert detail.endswith(".")


@pytest.mark.parametrize("code", PAGE)
def test_a_text_of_the_page_is_short(code: str) -> None:
    assert set(PAGE[code]) == {"en", "ru"}
    assert all(len(text.split()) <= 25 for text in PAGE[code].values())


@pytest.mark.parametrize("code", EVERY)
def test_a_text_is_calm(code: str) -> None:
    words = f"{EVERY[code]['en']} {EVERY[code]['ru']}"
    assert "!" not in words
    assert not re.search(r"\b(error|failed|failure|invalid|wrong with you|your fault|oops)\b", words, re.I)
    assert not re.search(r"ошибк|неверн|некорректн|невозможн|сбой|извините", words, re.I)


@pytest.mark.parametrize("code", SERVER)
def test_a_text_from_the_server_says_what_is_safe(code: str) -> None:
    safe = r"\bsafe\b|nothing is lost|goes on|in the review|can follow"
    assert re.search(safe, SERVER[code]["detail"], re.I)


@pytest.mark.parametrize("code", EVERY)
def test_the_russian_says_vy_and_guesses_nobodys_sex(code: str) -> None:
    russian = EVERY[code]["ru"]
    assert re.search(r"[а-яё]", russian)
    assert not re.search(r"\b(ты|тебя|тебе|тобой|тво[йяёию])\b|[а-яё,] (Вы|Вас|Вам|Ваш)", russian)
    assert not re.search(r"\b(нажми|скажи|напиши|загрузи|попробуй|выбери|открой|войди|подключи)\b", russian)
    assert not re.search(r"\((а|ла|лась|ся|на)\)|/(а|ла)\b|\b(готов|рад|уверен|должен)а?\b", russian)
    assert not re.search(r"\b(еще|ее|идет|дает|сохранен|начнем|продолжаем)\b", russian)


@pytest.mark.parametrize("code", EVERY)
def test_the_same_words_are_filled_in_in_both_languages(code: str) -> None:
    filled = [sorted(re.findall(r"\{\w+\}", EVERY[code][language])) for language in ("en", "ru")]
    assert filled[0] == filled[1]
