"""Every page of classes, with everybody who has no business there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from classes.models import Assignment, Membership, SchoolClass
from classes.services import assignment_save
from tests.conftest import ClientOf
from topics.models import Topic

# name of the page, whether it is read or done, what stands in its address
TEACHERS_PAGES = [
    ("class", "get", ""),
    ("class-edit", "get", ""),
    ("class-wall", "get", ""),
    ("class-marks", "get", ""),
    ("class-assign", "get", ""),
    ("class-live", "get", ""),
    ("class-live-json", "get", ""),
    ("class-pupil", "get", "pupil"),
    ("class-pupil-leave", "get", "pupil"),
    ("class-assignment", "get", "assignment"),
    ("class-edit", "post", ""),
    ("class-erase", "post", ""),
    ("class-code", "post", ""),
    ("class-pupils", "post", ""),
    ("class-papers", "post", ""),
    ("class-cards", "post", ""),
    ("class-assign", "post", ""),
    ("class-end", "post", ""),
    ("class-paper", "post", "pupil"),
    ("class-pupil-change", "post", "pupil"),
    ("class-pupil-leave", "post", "pupil"),
    ("class-hand", "post", "pupil"),
    ("class-assignment", "post", "assignment"),
    ("class-assignment-remove", "post", "assignment"),
    ("class-start", "post", "assignment"),
]
Address = Callable[[str, str], str]


@pytest.fixture
def assignment(school_class: SchoolClass, topic: Topic) -> Assignment:
    return assignment_save(Assignment(school_class=school_class), [topic], [])


@pytest.fixture
def address(school_class: SchoolClass, anya: Membership, assignment: Assignment) -> Address:
    def made(name: str, part: str) -> str:
        more = {"pupil": {"member_id": anya.pk}, "assignment": {"assignment_id": assignment.pk}}.get(part, {})
        return reverse(name, kwargs={"class_id": school_class.pk, **more})

    return made


def before_and_after(school_class: SchoolClass) -> tuple[object, ...]:
    """What somebody who has no business here might have changed."""
    fresh = SchoolClass.objects.get(pk=school_class.pk)
    rows = fresh.memberships.values_list("pk", "nickname", "pin", "left_at")
    return (
        fresh.name,
        fresh.code,
        fresh.open_until,
        list(rows),
        fresh.assignments.count(),
        fresh.lessons.count(),
    )


@pytest.mark.parametrize(("name", "method", "part"), TEACHERS_PAGES)
def test_a_visitor_is_asked_to_sign_in(
    client: Client, address: Address, school_class: SchoolClass, name: str, method: str, part: str
) -> None:
    before = before_and_after(school_class)
    response = getattr(client, method)(address(name, part))
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")
    assert before_and_after(school_class) == before


@pytest.mark.parametrize(("name", "method", "part"), TEACHERS_PAGES)
def test_a_stranger_and_a_classmate_are_not_let_in(
    client_of: ClientOf,
    address: Address,
    stranger: User,
    pupils: list[Membership],
    school_class: SchoolClass,
    name: str,
    method: str,
    part: str,
) -> None:
    before = before_and_after(school_class)
    for user in (stranger, pupils[1].pupil):
        response = getattr(client_of(user), method)(address(name, part))
        assert response.status_code == 403
        assert "Anya" not in response.content.decode()
    assert before_and_after(school_class) == before


@pytest.mark.parametrize(("name", "method", "part"), TEACHERS_PAGES)
def test_to_another_teacher_the_class_is_not_there(
    client_of: ClientOf,
    address: Address,
    colleague: User,
    others_class: SchoolClass,
    school_class: SchoolClass,
    name: str,
    method: str,
    part: str,
) -> None:
    before = before_and_after(school_class)
    response = getattr(client_of(colleague), method)(address(name, part))
    assert response.status_code == 404
    assert before_and_after(school_class) == before


@pytest.mark.parametrize(("name", "method", "part"), [page for page in TEACHERS_PAGES if page[1] == "get"])
def test_its_teacher_and_an_operator_see_it(
    client_of: ClientOf, address: Address, teacher: User, operator: User, name: str, method: str, part: str
) -> None:
    for user in (teacher, operator):
        assert client_of(user).get(address(name, part)).status_code == 200


@pytest.mark.parametrize(("name", "part"), [("class-pupil", "pupil"), ("class-assignment", "assignment")])
def test_what_belongs_to_another_class_is_not_found_through_the_own_one(
    client_of: ClientOf,
    colleague: User,
    others_class: SchoolClass,
    anya: Membership,
    assignment: Assignment,
    name: str,
    part: str,
) -> None:
    more = {"pupil": {"member_id": anya.pk}, "assignment": {"assignment_id": assignment.pk}}[part]
    path = reverse(name, kwargs={"class_id": others_class.pk, **more})
    assert client_of(colleague).get(path).status_code == 404


def test_the_list_holds_ones_own_classes_and_for_an_operator_all(
    client_of: ClientOf,
    teacher: User,
    operator: User,
    stranger: User,
    school_class: SchoolClass,
    others_class: SchoolClass,
) -> None:
    own = client_of(teacher).get("/classes/").content.decode()
    assert "7b English" in own
    assert "8a" not in own
    everything = client_of(operator).get("/classes/").content.decode()
    assert "7b English" in everything
    assert "8a" in everything
    assert client_of(stranger).get("/classes/").status_code == 403
    assert client_of(stranger).post("/classes/new/", {"name": "Mine"}).status_code == 403


PUPILS_PAGES = [
    ("/my-class/", "get"),
    ("/my-class/lesson.json", "get"),
    ("/my-class/lesson/", "post"),
    ("/my-class/hand/", "post"),
    ("/my-class/1/dinner/", "post"),
]


@pytest.mark.parametrize(("path", "method"), PUPILS_PAGES)
def test_a_pupils_pages_are_for_pupils(client_of: ClientOf, stranger: User, path: str, method: str) -> None:
    assert getattr(Client(), method)(path)["Location"].startswith("/sign-in/")
    response = getattr(client_of(stranger), method)(path)
    assert (response.status_code, response["Location"]) == (302, "/join/")


def test_the_menu_names_classes_for_whom_they_are(
    client_of: ClientOf, teacher: User, stranger: User, anya: Membership, topic: Topic
) -> None:
    assert 'href="/classes/"' in client_of(teacher).get("/").content.decode()
    assert 'href="/my-class/"' in client_of(anya.pupil).get("/").content.decode()
    page = client_of(stranger).get("/").content.decode()
    assert "/classes/" not in page
    assert "/my-class/" not in page
