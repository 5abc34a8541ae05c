"""What a class is asked to talk about, and what becomes of it, on the teacher's side and the pupil's."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.purposes import TEACHER_SEES_PROGRESS
from accounts.services import consent_set
from classes.models import Assignment, Membership, SchoolClass
from classes.roll import pupils_add
from classes.services import assignment_save, lesson_start
from conversations.models import Conversation, Turn
from tests.classes.conftest import TalkOf
from tests.conftest import ClientOf
from topics.models import Topic

LATER = (timezone.localdate() + timedelta(days=5)).isoformat()


@pytest.fixture
def assignment(school_class: SchoolClass, topic: Topic) -> Assignment:
    return assignment_save(Assignment(school_class=school_class, focus="use “used to”"), [topic], [])


def give(client: Client, school_class: SchoolClass, **form: object) -> tuple[int, str]:
    usual = {"for_all": "1", "until": LATER, "often": "once", "focus": "", "note": ""}
    response = client.post(f"/classes/{school_class.pk}/assign/", {**usual, **form})
    return response.status_code, response.content.decode()


# ------------------------------------------------------------------ giving


def test_a_topic_and_one_more_tap_are_enough(
    as_teacher: Client, school_class: SchoolClass, topic: Topic, teacher: object
) -> None:
    """All else is chosen already: what the page has ticked is sent as it stands."""
    page = as_teacher.get(f"/classes/{school_class.pk}/assign/").content.decode()
    assert re.search(r'name="for_all" value="1" checked', page)
    assert re.search(r'name="often" value="once" checked', page)
    until = re.search(r'name="until" id="id_until" value="([\d-]+)"', page)
    assert until is not None
    assert give(as_teacher, school_class, topics=topic.pk, until=until[1])[0] == 302
    made = Assignment.objects.get()
    assert (list(made.topics.all()), made.for_all, made.made_by) == ([topic], True, teacher)


def test_it_may_be_for_some_of_them(
    as_teacher: Client, school_class: SchoolClass, topic: Topic, pupils: list[Membership], client_of: ClientOf
) -> None:
    give(as_teacher, school_class, topics=topic.pk, for_all="", memberships=[pupils[0].pk])
    assert "A table on Tuesday" in duties(client_of(pupils[0].pupil))
    assert "A table on Tuesday" not in duties(client_of(pupils[1].pupil))


def test_for_some_whoever_leaves_does_not_make_it_everybodys(
    school_class: SchoolClass, topic: Topic, pupils: list[Membership], client_of: ClientOf
) -> None:
    assignment_save(Assignment(school_class=school_class, for_all=False), [topic], pupils[:1])
    pupils[0].delete()
    assert "A table on Tuesday" not in duties(client_of(pupils[1].pupil))


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"topics": []}, "A topic is missing"),
        ({"topics": ["999999"]}, "not there any more"),
        ({"topics": ["x"]}, "not there any more"),
        ({"until": "soon"}, "This is no date"),
        ({"until": "2020-01-01"}, "from today on"),
        ({"until": "2999-01-01"}, "a year ahead at most"),
        ({"for_all": ""}, "Nobody is chosen"),
        ({"for_all": "", "memberships": ["999999"]}, "not in this class any more"),
        ({"focus": "x" * 200}, "120 letters are enough"),
        ({"note": "x" * 900}, "500 letters are enough"),
    ],
)
def test_what_cannot_be_given_is_said_and_the_rest_is_kept(
    as_teacher: Client, school_class: SchoolClass, topic: Topic, form: dict[str, object], said: str
) -> None:
    status, page = give(as_teacher, school_class, **{"topics": [topic.pk], "note": "Read it aloud.", **form})
    assert status == 422
    assert said in page
    assert str(form.get("note", "Read it aloud.")) in page
    assert not Assignment.objects.exists()


def test_pupils_of_another_class_are_not_to_be_chosen(
    as_teacher: Client, school_class: SchoolClass, others_class: SchoolClass, topic: Topic
) -> None:
    pupils_add(others_class, "Gleb")
    theirs = others_class.memberships.get()
    form = {"topics": topic.pk, "for_all": "", "memberships": [theirs.pk]}
    assert give(as_teacher, school_class, **form)[0] == 422


def test_pupils_under_age_are_given_nothing_for_adults(
    as_teacher: Client, school_class: SchoolClass, topic: Topic
) -> None:
    Topic.objects.update(audience="adults")
    assert give(as_teacher, school_class, topics=topic.pk)[0] == 422
    SchoolClass.objects.update(under_age=False)
    assert give(as_teacher, school_class, topics=topic.pk)[0] == 302


def test_what_was_given_can_be_changed_and_taken_away(
    as_teacher: Client, school_class: SchoolClass, topic: Topic, assignment: Assignment
) -> None:
    path = f"/classes/{school_class.pk}/assignments/{assignment.pk}/"
    assert "use “used to”" in as_teacher.get(path).content.decode()
    form = {"topics": topic.pk, "for_all": "1", "often": "any", "until": "", "focus": "", "note": "New"}
    assert as_teacher.post(path, form).status_code == 302
    assignment.refresh_from_db()
    assert (assignment.often, assignment.until, assignment.note) == ("any", None, "New")
    as_teacher.post(f"{path}remove/")
    assert not Assignment.objects.exists()


def test_a_day_that_has_passed_since_may_stay_when_the_rest_is_changed(
    as_teacher: Client, school_class: SchoolClass, topic: Topic, assignment: Assignment
) -> None:
    over = timezone.localdate() - timedelta(days=2)
    Assignment.objects.update(until=over)
    form = {"topics": topic.pk, "for_all": "1", "often": "any", "until": over.isoformat()}
    path = f"/classes/{school_class.pk}/assignments/{assignment.pk}/"
    assert as_teacher.post(path, form).status_code == 302


# ------------------------------------------------------------------ on the pupil's first page


def duties(client: Client) -> str:
    """The part of the first page that is the class's."""
    found = re.findall(r'<section class="duties.*?</section>', client.get("/").content.decode(), re.DOTALL)
    return "".join(found)


def test_what_the_class_asks_comes_first(as_anya: Client, assignment: Assignment) -> None:
    page = as_anya.get("/").content.decode()
    assert page.index('class="duties') < page.index('class="today"')
    assert "one talk is waiting" in duties(as_anya)
    assert "use “used to”" in duties(as_anya)
    assert page.count("<h1") == 1


def test_a_tap_leads_into_the_talk_and_back_into_the_same_one(
    as_anya: Client, anya: Membership, assignment: Assignment
) -> None:
    path = f"/my-class/{assignment.pk}/dinner/"
    first = as_anya.post(path)["Location"]
    talk = Conversation.objects.get(user=anya.pupil)
    assert first == f"/talks/{talk.pk}/"
    assert "Go on with Des" in duties(as_anya)
    assert as_anya.post(path)["Location"] == first
    assert Conversation.objects.count() == 1


def test_a_finished_talk_is_done(
    as_anya: Client, anya: Membership, assignment: Assignment, talk_of: TalkOf
) -> None:
    talk_of(anya, closed=True)
    page = duties(as_anya)
    assert "all is done" in page
    assert "my-class/" not in page  # asked for once


def test_what_may_be_done_as_often_as_they_like_is_offered_again(
    as_anya: Client, anya: Membership, assignment: Assignment, talk_of: TalkOf
) -> None:
    Assignment.objects.update(often="any")
    talk_of(anya, closed=True)
    assert "Once more" in duties(as_anya)


def test_a_talk_that_was_left_early_is_not_done(
    as_anya: Client, anya: Membership, assignment: Assignment, talk_of: TalkOf
) -> None:
    talk = talk_of(anya)
    Turn.objects.create(conversation=talk, number=3, kind=Turn.Kind.CLOSING)
    Conversation.objects.update(status=Conversation.Status.FINISHED)
    assert "one talk is waiting" in duties(as_anya)


def test_a_talk_from_before_does_not_count(
    as_anya: Client, anya: Membership, assignment: Assignment, talk_of: TalkOf
) -> None:
    talk_of(anya, closed=True)
    Assignment.objects.update(created_at=timezone.now())
    assert "one talk is waiting" in duties(as_anya)


def test_a_day_that_has_passed_is_still_welcome(as_anya: Client, assignment: Assignment) -> None:
    Assignment.objects.update(until=timezone.localdate() - timedelta(days=2))
    assert "still welcome" in duties(as_anya)


def test_a_topic_that_is_no_more_is_not_asked_for(as_anya: Client, assignment: Assignment) -> None:
    Topic.objects.update(is_published=False)
    assert "nothing is waiting" in duties(as_anya)
    assert as_anya.post(f"/my-class/{assignment.pk}/dinner/").status_code == 404


def test_what_another_class_is_asked_is_not_to_be_opened(
    as_anya: Client, others_class: SchoolClass, topic: Topic
) -> None:
    theirs = assignment_save(Assignment(school_class=others_class), [topic], [])
    assert as_anya.post(f"/my-class/{theirs.pk}/dinner/").status_code == 404
    assert not Conversation.objects.exists()


# ------------------------------------------------------------------ on the teacher's page


def test_of_whoever_has_not_agreed_the_teacher_sees_nothing(
    as_teacher: Client, anya: Membership, assignment: Assignment, talk_of: TalkOf
) -> None:
    talk_of(anya, closed=True, phrases=["p1"])
    page = as_teacher.get(f"/classes/{anya.school_class_id}/").content.decode()
    assert "0 of 3 done" in page
    assert "3 without consent to show it" in page
    assert "over the moon" not in page
    assert page.count("no consent yet") == 3
    assert (
        "No consent yet"
        in as_teacher.get(f"/classes/{anya.school_class_id}/pupils/{anya.pk}/").content.decode()
    )


def test_of_whoever_has_agreed_what_is_done_how_long_and_which_phrases(
    as_teacher: Client, anya: Membership, assignment: Assignment, talk_of: TalkOf
) -> None:
    consent_set(anya.pupil, TEACHER_SEES_PROGRESS, True)
    talk = talk_of(anya, closed=True, phrases=["p1", "p2", "unknown"])
    start = timezone.now()
    for number, minutes in enumerate((0, 1, 2, 60)):  # the last came after a long pause
        at = start + timedelta(minutes=minutes)
        turn = Turn.objects.create(conversation=talk, number=number, kind="typed", finished_at=at)
        Turn.objects.filter(pk=turn.pk).update(created_at=at)
    page = as_teacher.get(f"/classes/{anya.school_class_id}/").content.decode()
    assert "1 of 3 done" in page
    assert "1 of 1 done" in page
    assert "4 min" in page
    assert "over the moon" in page
    consent_set(anya.pupil, TEACHER_SEES_PROGRESS, False)
    assert "over the moon" not in as_teacher.get(f"/classes/{anya.school_class_id}/").content.decode()


def test_no_word_of_a_talk_is_on_the_teachers_pages(
    as_teacher: Client, anya: Membership, assignment: Assignment, talk_of: TalkOf
) -> None:
    consent_set(anya.pupil, TEACHER_SEES_PROGRESS, True)
    talk = talk_of(anya, remember={"name": "MARKER"})
    Turn.objects.create(
        conversation=talk, number=1, kind="typed", text="MARKER", surface="MARKER", buddy_text="MARKER"
    )
    base = f"/classes/{anya.school_class_id}/"
    for path in ("", f"pupils/{anya.pk}/", "live/", "live.json", "marks.csv"):
        assert "MARKER" not in as_teacher.get(base + path).content.decode()


def test_a_class_of_thirty_costs_no_more_questions_than_one_of_three(
    as_teacher: Client,
    school_class: SchoolClass,
    pupils: list[Membership],
    assignment: Assignment,
    talk_of: TalkOf,
) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_teacher.get(f"/classes/{school_class.pk}/{path}").status_code == 200
        return len(queries)

    def everybody_talks() -> None:
        for member in school_class.memberships.select_related("pupil"):
            consent_set(member.pupil, TEACHER_SEES_PROGRESS, True)
            talk_of(member, beat="card")

    lesson_start(assignment)
    everybody_talks()
    paths = ("", "live.json", "marks.csv")
    as_teacher.get("/")  # the session notes now and then that its browser was here
    few = [asked(path) for path in paths]
    pupils_add(school_class, "\n".join(f"Pupil {chr(97 + number)}" for number in range(26)))
    everybody_talks()
    assert [asked(path) for path in paths] == few
