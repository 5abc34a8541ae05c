"""In Russian, too: coming in, accounts, privacy, classes, the status page and mails."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import consent_set, teachers_group_ensure
from classes.models import Membership
from classes.roll import pupils_add
from classes.services import class_create
from tests.conftest import ClientOf
from tests.languages.test_russian_pages import RUSSIAN, english_left

pytestmark = pytest.mark.django_db

VISITORS = (
    "/sign-up/",
    "/sign-in/",
    "/sign-in/forgotten/",
    "/sign-in/forgotten/sent/",
    "/sign-in/closed/",
    "/join/",
)
LEARNERS = (
    "/account/e-mail/",
    "/account/password/",
    "/account/browsers/",
    "/account/second-step/",
    "/privacy/",
    "/privacy/erase/",
)


def russian(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "ru"
    return client


@pytest.mark.parametrize("path", VISITORS)
def test_a_way_in_is_russian(path: str) -> None:
    answer = Client(headers=RUSSIAN).get(path, follow=True)
    assert answer.status_code == (403 if "closed" in path else 200)
    assert english_left(answer.content.decode()) == []


@pytest.mark.parametrize("path", LEARNERS)
def test_a_page_about_the_account_is_russian(path: str, learner: User, client_of: ClientOf) -> None:
    learner.set_password("three small turtles")
    learner.save()
    browser = russian(client_of(learner))
    consent_set(learner, "practise", True)
    answer = browser.get(path, follow=True)
    assert answer.status_code == 200
    assert english_left(answer.content.decode()) == []


@pytest.fixture
def anya(teacher: User) -> Membership:
    """A pupil of the teacher's class."""
    teacher.groups.add(teachers_group_ensure())
    school_class = class_create(teacher, name="7б")
    pupils_add(school_class, "Аня\nБорис")
    return school_class.memberships.get(nickname="Аня")


@pytest.mark.parametrize(
    "name", ["class-list", "class-new", "class", "class-edit", "class-wall", "class-assign", "class-live"]
)
def test_a_teachers_page_is_russian(name: str, teacher: User, anya: Membership, client_of: ClientOf) -> None:
    args = [] if name in {"class-list", "class-new"} else [anya.school_class_id]
    answer = russian(client_of(teacher)).get(reverse(name, args=args))
    assert answer.status_code == 200
    without_code = re.sub(r"\b[A-Z0-9]{3}-[A-Z0-9]{3}\b", "", answer.content.decode())
    assert english_left(without_code) == []


@pytest.mark.parametrize("name", ["class-pupil", "class-pupil-leave"])
def test_what_a_teacher_reads_of_a_pupil_is_russian(
    name: str, teacher: User, anya: Membership, client_of: ClientOf
) -> None:
    answer = russian(client_of(teacher)).get(reverse(name, args=[anya.school_class_id, anya.pk]))
    assert answer.status_code == 200
    assert english_left(answer.content.decode()) == []


@pytest.mark.parametrize("path", ["/", "/my-class/"])
def test_a_pupils_page_is_russian(path: str, anya: Membership, client_of: ClientOf) -> None:
    answer = russian(client_of(anya.pupil)).get(path)
    assert answer.status_code == 200
    assert english_left(answer.content.decode()) == []


def test_a_sentence_about_a_class_is_shown_once_and_in_russian(anya: Membership) -> None:
    page = Client(headers=RUSSIAN).post("/join/", {"code": "AAAAAA"}).content.decode()
    assert "Такого кода нет" in page
    assert "No class has this code" not in page


def test_staff_are_told_in_russian_whether_all_is_well(teacher: User, client_of: ClientOf) -> None:
    left = english_left(russian(client_of(teacher)).get("/status/").content.decode())
    assert [
        text for text in left if not re.search("[а-яё]", text)
    ] == []  # commands stand in Russian sentences


def test_a_mail_is_written_in_the_language_of_the_page_that_sends_it(client: Client, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for language, subject, words in (
        ("ru", "О новом пароле", "Кто-то просил новый пароль"),
        ("en", "About your new password", "Somebody wanted a new password"),
    ):
        client.post(
            "/sign-in/forgotten/",
            {"email": f"{language}@example.com"},
            headers={"accept-language": language},
        )
        assert subject in mail.outbox[-1].subject
        assert words in mail.outbox[-1].body
