"""Pages in Russian: nothing of ours is left in English, and what is English there is marked as English."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from accounts.services import consent_set
from conversations.models import Conversation, Turn
from conversations.services import conversation_start
from tests.conftest import ClientOf
from tests.conversations.reviews import corrected, said, topic_named
from tests.languages.unmarked import SAME, TEMPLATES, Unmarked
from tests.project.tree import ROOT

RUSSIAN = {"accept-language": "ru"}
SAME_HERE = SAME | {
    "https",
    "http",
    "manage.py",
    "load_topics",
    "JavaScript",
    "Moira",
    "learner",  # in the learner's address
    "example.com",
    "PIN",
    "testserver",
    "join",
    "ZIP",
    "CSV",
    "A1",
    "A2",
    "B1",
    "B2",
    "C1",
    "C2",
}


@pytest.fixture
def talk(learner: User) -> Conversation:
    consent_set(learner, "practise", True)
    return conversation_start(user=learner, topic=topic_named("butterflies-on-the-night-train"))


@pytest.fixture
def reviewed(talk: Conversation) -> Conversation:
    corrected(
        said(talk, 1, "typed", "He go home every day after the show.", beat="blank"),
        reason="Check the spelling.",
    )
    corrected(
        said(talk, 2, "heard", "I very like to talk with people", samples=160_000),
        "I very like",
        "I really like",
    )
    said(talk, 3, "card", "All the time.", reply_key="blank.short")
    said(talk, 4, "own_words", samples=200_000)
    return talk


@pytest.fixture
def browser(client_of: ClientOf, learner: User) -> Client:
    signed_in = client_of(learner)
    signed_in.defaults["HTTP_ACCEPT_LANGUAGE"] = "ru"
    return signed_in


def english_left(html: str) -> list[str]:
    """Latin words outside elements marked as English; names and levels may stand in a Russian sentence."""
    assert '<html lang="ru">' in html
    html = re.sub("<title>.*?</title>|<select.*?</select>", "", html, flags=re.DOTALL)  # topics, languages
    found = []
    for text in Unmarked(html).found:
        words = [word.strip(".’'") for word in re.findall(r"[A-Za-z][\w.’']+", text)]
        found += [text] if set(words) - SAME_HERE else []
    return found


@pytest.mark.parametrize(
    "path", ["/", "/topics/", "/t/butterflies-on-the-night-train/", "/sign-in/", "/nowhere/"]
)
def test_a_visitors_page_is_russian(talk: Conversation, path: str) -> None:
    html = Client(headers=RUSSIAN).get(path).content.decode()
    assert english_left(html) == []
    assert len(re.findall("[а-яё]{3,}", html)) > 20


@pytest.mark.parametrize("path", ["/", "/topics/", "/choices/", "/sign-out/", "/nowhere/", "talk", "review"])
def test_a_learners_page_is_russian(browser: Client, reviewed: Conversation, path: str) -> None:
    address = path if path.startswith("/") else reverse(path, args=[reviewed.pk])
    assert english_left(browser.get(address).content.decode()) == []


def test_what_the_buddy_says_stays_english_and_is_marked(browser: Client, talk: Conversation) -> None:
    html = browser.get(f"/talks/{talk.pk}/").content.decode()
    assert f'<h1 lang="en">{talk.topic.title}</h1>' in html
    assert '<p class="buddy__line" id="line" lang="en">' in html


def test_the_review_explains_in_russian(browser: Client, reviewed: Conversation) -> None:
    html = browser.get(reverse("review", args=[reviewed.pk])).content.decode()
    assert "Проверьте, как это пишется." in html
    assert "Check the spelling." not in html
    assert "Ваш самый длинный ответ своими словами" in html


def test_a_reason_of_another_corrector_is_explained_by_its_kind(browser: Client, talk: Conversation) -> None:
    corrected(
        said(talk, 1, "typed", "He go home."), reason="Something a language model wrote.", code="R:VERB:SVA"
    )
    html = browser.get(reverse("review", args=[talk.pk])).content.decode()
    assert "Глагол согласуется с лицом" in html


def test_the_scripts_have_their_words_and_english_pages_carry_none(
    browser: Client, talk: Conversation
) -> None:
    html = browser.get(f"/talks/{talk.pk}/").content.decode()
    block = re.search(r'<script id="words" type="application/json">(.*?)</script>', html)
    assert block
    words = json.loads(block[1])
    assert words["Hold to talk"] == "Говорить, удерживая кнопку"
    assert len(words["About {number} second. A short story is a story too."]) == 3
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert 'id="words"' not in browser.get(f"/talks/{talk.pk}/").content.decode()


def test_a_form_explains_in_russian(browser: Client, talk: Conversation) -> None:
    html = browser.post(
        "/choices/learning/", {"level": "Z9", "pause_chosen": "1", "pause_seconds": "x"}
    ).content.decode()
    assert "Такого уровня в списке нет." in html
    assert "Пауза не сохранилась." in html
    assert "B1: о повседневном, с паузами" in html
    assert english_left(html) == []


def test_an_answer_of_the_server_is_in_the_language_that_was_asked_for(
    browser: Client, reviewed: Conversation
) -> None:
    address = reverse("say", args=[reviewed.pk]) + "?turn=77&at=0"
    answer = browser.post(address, b"", content_type="audio/wav").json()
    assert answer == {
        "code": "say.unknown",
        "title": "Этой строки здесь больше нет",
        "detail": "Разговор сохранён. Загрузите страницу снова: остальные строки на месте.",
    }


def test_a_choice_of_privacy_is_asked_in_russian_only(browser: Client, talk: Conversation) -> None:
    html = browser.get("/privacy/").content.decode()
    assert "Хранить мои записи" in html
    assert "Keep my recordings" not in html


@pytest.mark.parametrize(("language", "told"), [("en", "You told"), ("ru", "Ваши слова в разговоре с")])
def test_an_english_quotation_is_marked_on_a_russian_page(language: str, told: str) -> None:
    with override(language):
        html = Template("{% load page_language %}{{ text|quotes }}").render(
            Context({"text": f"{told}: “<b>hi</b>”"})
        )
    assert ('<span lang="en">“&lt;b&gt;hi&lt;/b&gt;”</span>' in html) is (language == "ru")
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("text", "marked"), [("You reached the end", ' lang="en"'), ("Вы дошли до конца", "")]
)
def test_what_has_no_translation_is_marked_as_english(text: str, marked: str) -> None:
    template = Template("{% load page_language %}<p{% language_of text %}>")
    with override("ru"):
        assert template.render(Context({"text": text})) == f"<p{marked}>"
    assert template.render(Context({"text": text})) == "<p>"


@pytest.mark.parametrize(
    "path",
    ["", "topics/topic/", "topics/topic/add/", "accounts/user/", "accounts/consent/", "conversations/turn/"],
)
def test_the_admin_is_russian(browser: Client, learner: User, talk: Conversation, path: str) -> None:
    User.objects.filter(pk=learner.pk).update(is_staff=True, is_superuser=True)
    Turn.objects.create(conversation=talk, number=1, kind=Turn.Kind.TYPED, status=Turn.Status.DONE)
    html = browser.get(f"/admin/{path}").content.decode()
    labels = re.findall(r"<(?:label|th scope=\"col\"|h1|h2|caption|legend)\b[^>]*>(.*?)</", html, re.DOTALL)
    words = [re.sub("<[^>]+>", " ", label) for label in labels]
    assert len([word for word in words if re.search("[а-яё]{3}", word)]) >= 2
    plain = {"slug", "YAML", "im4talkin", "Topics", "Accounts", "CEFR", "IP", "ID", "And", "you"}
    for label in words:
        assert [word for word in re.findall("[A-Za-z]{3,}", label) if word not in plain] == [], label


def test_the_first_page_stays_light_in_russian(talk: Conversation) -> None:
    html = Client(headers=RUSSIAN).get("/").content
    assert len(html) < 40_000
    assert settings.LOCALE_PATHS


def test_a_sentence_after_a_colon_goes_on_in_lower_case() -> None:
    template = Template("{% load page_language %}{{ text|after_colon }}")
    with override("ru"):
        assert template.render(Context({"text": "Вы дошли до конца"})) == "вы дошли до конца"
        assert template.render(Context({"text": "You reached the end"})) == "You reached the end"
    assert template.render(Context({"text": "You reached the end"})) == "You reached the end"


def test_djangos_own_sentences_do_not_bend_our_nouns(
    browser: Client, learner: User, talk: Conversation
) -> None:
    User.objects.filter(pk=learner.pk).update(is_staff=True, is_superuser=True)
    html = browser.get("/admin/topics/topic/").content.decode()
    assert "тема: выберите, что изменить" in html
    assert "Выберите тема" not in html


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_every_template_knows_the_tags_that_it_uses(path: Path) -> None:
    assert get_template(path.relative_to(ROOT / "templates").as_posix())
