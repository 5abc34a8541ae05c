"""Making a class, its code and its settings; what is kept of people, given out and erased."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from classes import privacy
from classes.guardians import guardian_consent_record
from classes.models import Assignment, GuardianConsent, Membership, RetiredCode, SchoolClass
from classes.services import assignment_save, class_create, code_renew, joining_open
from classes.texts import TEXTS
from tests.accounts.test_texts import NEVER
from tests.conftest import ClientOf
from tests.languages.test_russian import CALQUES
from tests.project.test_pages import Page
from tests.project.tree import ROOT, files
from topics.models import Topic

# ------------------------------------------------------------------ making and changing


def test_a_class_needs_a_name_and_has_a_code(as_teacher: Client, teacher: User) -> None:
    response = as_teacher.post("/classes/new/", {"name": "7b English", "under_age": "on", "hold": "lesson"})
    made = SchoolClass.objects.get()
    assert response["Location"] == f"/classes/{made.pk}/"
    assert list(made.teachers.all()) == [teacher]
    assert (len(made.code), made.is_open, made.under_age) == (6, False, True)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": ""}, "A name is missing"),
        ({"name": "x" * 90}, "Sixty letters are enough"),
        ({"name": "🦊"}, "needs a letter"),
        ({"name": "7b", "hold": "sometimes"}, "One thing to put right"),
    ],
)
def test_a_class_that_cannot_be_made_is_shown_again(
    as_teacher: Client, form: dict[str, str], said: str
) -> None:
    response = as_teacher.post("/classes/new/", {"hold": "lesson", **form})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert f'value="{form["name"]}"' in response.content.decode()
    assert not SchoolClass.objects.exists()


def test_a_long_name_of_a_class_is_a_name(as_teacher: Client) -> None:
    name = "English for those who come on Tuesdays and Fridays, 2026"
    as_teacher.post("/classes/new/", {"name": name, "hold": "lesson"})
    assert SchoolClass.objects.get().name == name


def test_a_setting_that_cannot_be_kept_changes_nothing(as_teacher: Client, school_class: SchoolClass) -> None:
    response = as_teacher.post(f"/classes/{school_class.pk}/edit/", {"name": "", "hold": "never"})
    assert response.status_code == 422
    school_class.refresh_from_db()
    assert (school_class.name, school_class.hold) == ("7b English", "lesson")


def test_a_new_code_takes_the_old_ones_place_for_ever(as_teacher: Client, school_class: SchoolClass) -> None:
    joining_open(school_class)
    as_teacher.post(f"/classes/{school_class.pk}/code/", {"step": "renew"})
    fresh = SchoolClass.objects.get()
    assert fresh.code != school_class.code
    assert not fresh.is_open
    assert RetiredCode.objects.get().code == school_class.code


def test_no_class_is_given_a_code_that_was_anothers(
    teacher: User, school_class: SchoolClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = school_class.code
    code_renew(school_class)
    offered = iter([old, school_class.code, "CCCCCC"])
    monkeypatch.setattr("classes.services.code_new", lambda: next(offered))
    assert class_create(teacher, name="8a").code == "CCCCCC"


def test_only_an_empty_class_is_deleted(
    as_teacher: Client, school_class: SchoolClass, pupils: list[Membership]
) -> None:
    as_teacher.post(f"/classes/{school_class.pk}/erase/")
    assert TEXTS["class.pupils"].title in as_teacher.get(f"/classes/{school_class.pk}/edit/").content.decode()
    Membership.objects.all().delete()
    as_teacher.post(f"/classes/{school_class.pk}/erase/")
    assert not SchoolClass.objects.exists()


# ------------------------------------------------------------------ what is kept of people


def test_a_pupil_is_given_what_is_kept_and_it_is_erased(anya: Membership, teacher: User) -> None:
    guardian_consent_record(anya.pupil, date(2026, 9, 1), "folder 7b", teacher)
    given = privacy.export(anya.pupil)
    text = json.dumps(given)
    assert "7b English" in text
    assert "folder 7b" in text
    assert anya.pin not in text or not anya.pin
    assert privacy.erase(anya.pupil) == 2
    assert not Membership.objects.filter(pupil=anya.pupil).exists()
    assert not GuardianConsent.objects.exists()
    assert privacy.export(anya.pupil) == {
        "in_classes": [],
        "guardian_consents": [],
        "teaches": [],
        "assigned": [],
    }


def test_a_class_outlives_its_only_teacher_closed_and_for_an_operator_to_find(
    client_of: ClientOf,
    teacher: User,
    operator: User,
    school_class: SchoolClass,
    pupils: list[Membership],
    topic: Topic,
) -> None:
    joining_open(school_class)
    assignment_save(Assignment(school_class=school_class, made_by=teacher), [topic], [])
    assert privacy.export(teacher)["teaches"] == ["7b English"]
    assert privacy.erase(teacher) == 2
    teacher.delete()
    school_class.refresh_from_db()
    assert not school_class.is_open
    assert school_class.memberships.count() == 3
    assert Assignment.objects.get().made_by is None
    assert "without a teacher" in client_of(operator).get("/classes/").content.decode()


def test_of_two_teachers_one_stays(teacher: User, colleague: User, school_class: SchoolClass) -> None:
    school_class.teachers.add(colleague)
    joining_open(school_class)
    privacy.erase(teacher)
    school_class.refresh_from_db()
    assert list(school_class.teachers.all()) == [colleague]
    assert school_class.is_open


# ------------------------------------------------------------------ texts and pages


@pytest.mark.parametrize("code", TEXTS)
def test_a_text_is_short_kind_and_in_both_languages(code: str) -> None:
    text = TEXTS[code]
    for line in (text.text, text.text_ru):
        assert len(line.split()) <= 25
    whole = " ".join((text.title, text.text, text.title_ru, text.text_ru))
    assert not NEVER.search(whole)
    assert not [marker for marker in CALQUES if marker in whole.lower()]
    assert re.search("[а-яё]", text.title_ru)
    assert re.search("[а-яё]", text.text_ru)
    assert set(re.findall(r"{(\w+)}", text.text)) == set(re.findall(r"{(\w+)}", text.text_ru))


def test_every_text_is_used_and_every_use_has_a_text() -> None:
    sources = [path for path in files(".py", under=ROOT / "classes") if path.name != "texts.py"]
    source = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    of_names = {f"name.{code}" for code in ("empty", "long", "letters", "twice", "full", "many")}
    assert [code for code in TEXTS if f'"{code}"' not in source and code not in of_names] == []
    assert set(re.findall(r'text_of\("([a-z.]+)"', source)) | of_names <= set(TEXTS)


@pytest.fixture
def pages(
    as_teacher: Client, as_anya: Client, school_class: SchoolClass, anya: Membership, topic: Topic
) -> list[str]:
    """Every page of classes, as its people get it."""
    one = f"/classes/{school_class.pk}/"
    assignment = assignment_save(Assignment(school_class=school_class), [topic], [])
    paths = ("", "edit/", "wall/", "assign/", f"assignments/{assignment.pk}/", "live/")
    teachers = ["/classes/", "/classes/new/", *(one + path for path in paths)]
    teachers += [f"{one}pupils/{anya.pk}/", f"{one}pupils/{anya.pk}/leave/"]
    joining_open(school_class)
    shown = [as_teacher.get(path) for path in teachers]
    shown.append(as_teacher.post(f"{one}cards/", {"pupil": anya.pk}))
    shown.append(as_teacher.post(f"{one}assign/", {}))
    shown.append(as_teacher.post(f"{one}pupils/", {"names": "anya"}))
    as_teacher.post(f"{one}assignments/{assignment.pk}/start/")
    shown.append(as_teacher.get(f"{one}live/"))
    shown += [as_anya.get("/"), as_anya.get("/my-class/")]
    door = f"/join/{school_class.code}/"
    shown += [
        Client().get("/join/"),
        Client().get(door),
        Client().get(f"{door}new/"),
        Client().post(door, {}),
    ]
    return [response.content.decode() for response in shown]


def test_every_page_has_one_heading_and_names_for_what_is_filled_in(pages: list[str]) -> None:
    for html in pages:
        page = Page(html)
        title = re.search(r"<title>([^<]{5,})</title>", html)
        assert title
        assert len(page.all("h1")) == 1, title[1]
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1, title[1]
        for field in page.all("input", "select", "textarea"):
            if field.get("type") not in {"hidden", "submit"}:
                assert field in page.inside_label or field.get("id") in page.named, (title[1], field)
        ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        assert len(ids) == len(set(ids)), title[1]


def test_no_page_has_a_script_or_a_style_inside(pages: list[str]) -> None:
    for html in pages:
        rest = re.sub(r'<script id="live" type="application/json">.*?</script>', "", html)
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", rest)
