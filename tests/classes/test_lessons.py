"""The lesson together: started, watched tile by tile, ended; and a hand that is raised in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from accounts.purposes import TEACHER_SEES_PROGRESS
from accounts.services import consent_set
from classes.live import SPREAD_MS, start_after
from classes.models import Assignment, Lesson, Membership, SchoolClass
from classes.rooms import holds_to_talk
from classes.selectors import LESSON_LASTS
from classes.services import assignment_save, lesson_end, lesson_start
from conversations.models import Conversation
from tests.classes.conftest import TalkOf
from tests.conftest import ClientOf
from topics.models import Topic


@pytest.fixture
def assignment(school_class: SchoolClass, topic: Topic) -> Assignment:
    return assignment_save(Assignment(school_class=school_class), [topic], [])


@pytest.fixture
def lesson(assignment: Assignment, pupils: list[Membership]) -> Lesson:
    """It runs, and all three pupils let their teacher see how they get on."""
    for member in pupils:
        consent_set(member.pupil, TEACHER_SEES_PROGRESS, True)
    return lesson_start(assignment)


def tiles(client: Client, school_class: SchoolClass) -> dict[str, dict[str, Any]]:
    live = client.get(f"/classes/{school_class.pk}/live.json").json()
    return {tile["name"]: tile for tile in live["tiles"]}


def states(client: Client, school_class: SchoolClass) -> dict[str, str]:
    return {name: tile["state"] for name, tile in tiles(client, school_class).items()}


# ------------------------------------------------------------------ tiles


def test_a_tile_for_everybody_says_where_they_are(
    as_teacher: Client, school_class: SchoolClass, pupils: list[Membership], lesson: Lesson, talk_of: TalkOf
) -> None:
    talk_of(pupils[1], beat="food")
    talk_of(pupils[2], closed=True)
    shown = tiles(as_teacher, school_class)
    assert {name: tile["state"] for name, tile in shown.items()} == {
        "Anya": "start",
        "Boris": "talking",
        "Vera": "done",
    }
    assert shown["Boris"]["text"] == "beat 3 of 4"


def test_three_turns_that_were_not_understood_ask_for_somebody(
    as_teacher: Client, school_class: SchoolClass, anya: Membership, lesson: Lesson, talk_of: TalkOf
) -> None:
    talk = talk_of(anya, beat="card", offer={"read_cards": True})
    assert states(as_teacher, school_class)["Anya"] == "help"
    Conversation.objects.filter(pk=talk.pk).update(offer={})
    assert states(as_teacher, school_class)["Anya"] == "talking"


def test_a_story_that_is_told_at_the_end_is_done_already(
    as_teacher: Client, school_class: SchoolClass, anya: Membership, lesson: Lesson, talk_of: TalkOf
) -> None:
    talk_of(anya, beat="retell")
    assert tiles(as_teacher, school_class)["Anya"]["text"] == "done, telling the story"


def test_a_talk_from_before_the_lesson_is_not_the_lessons(
    as_teacher: Client, school_class: SchoolClass, anya: Membership, assignment: Assignment, talk_of: TalkOf
) -> None:
    consent_set(anya.pupil, TEACHER_SEES_PROGRESS, True)
    talk_of(anya, beat="food")
    lesson_start(assignment)
    assert states(as_teacher, school_class)["Anya"] == "start"


def test_of_whoever_has_not_agreed_only_a_raised_hand_is_seen(
    as_teacher: Client,
    as_anya: Client,
    school_class: SchoolClass,
    anya: Membership,
    assignment: Assignment,
    talk_of: TalkOf,
) -> None:
    lesson_start(assignment)
    talk_of(anya, beat="food")
    assert tiles(as_teacher, school_class)["Anya"]["text"] == "no consent yet"
    as_anya.post("/my-class/hand/", {"up": "1"})
    tile = tiles(as_teacher, school_class)["Anya"]
    assert (tile["state"], tile["hand"]) == ("closed", True)


def test_a_lesson_for_some_has_tiles_for_some(
    as_teacher: Client, school_class: SchoolClass, topic: Topic, pupils: list[Membership]
) -> None:
    some = assignment_save(Assignment(school_class=school_class, for_all=False), [topic], pupils[:2])
    lesson_start(some)
    assert set(states(as_teacher, school_class)) == {"Anya", "Boris"}


def test_nothing_but_names_and_states_leaves_the_server(
    as_teacher: Client, school_class: SchoolClass, anya: Membership, lesson: Lesson, talk_of: TalkOf
) -> None:
    talk_of(anya, beat="card", remember={"name": "MARKER"}, offer={"replies": ["MARKER"]})
    live = as_teacher.get(f"/classes/{school_class.pk}/live.json")
    assert "MARKER" not in live.content.decode()
    assert set(live.json()) == {"lesson", "tiles", "summary"}
    assert set(live.json()["tiles"][0]) == {"id", "name", "state", "text", "hand"}


def test_the_page_shows_the_same_before_its_script_runs(
    as_teacher: Client, school_class: SchoolClass, anya: Membership, lesson: Lesson, talk_of: TalkOf
) -> None:
    talk_of(anya, beat="hello")
    page = as_teacher.get(f"/classes/{school_class.pk}/live/").content.decode()
    assert "beat 1 of 4" in page
    assert "2 not started · 1 talking" in page


def test_a_topic_that_was_edited_in_between_breaks_nothing(
    as_teacher: Client, school_class: SchoolClass, anya: Membership, lesson: Lesson, talk_of: TalkOf
) -> None:
    talk_of(anya, beat="a beat that is no more")
    assert tiles(as_teacher, school_class)["Anya"]["text"] == "beat 1 of 4"
    Topic.objects.get().beats.all().delete()
    assert tiles(as_teacher, school_class)["Anya"]["text"] == "beat 1 of 1"


# ------------------------------------------------------------------ starting and ending


def test_starting_twice_is_one_lesson_and_another_assignment_another(
    as_teacher: Client, school_class: SchoolClass, assignment: Assignment, topic: Topic
) -> None:
    start = f"/classes/{school_class.pk}/assignments/{assignment.pk}/start/"
    as_teacher.post(start)
    as_teacher.post(start)
    assert Lesson.objects.count() == 1
    other = assignment_save(Assignment(school_class=school_class), [topic], [])
    as_teacher.post(f"/classes/{school_class.pk}/assignments/{other.pk}/start/")
    assert Lesson.objects.filter(ended_at__isnull=True).get().assignment == other


def test_the_database_lets_no_class_have_two_lessons(lesson: Lesson) -> None:
    with pytest.raises(IntegrityError):
        Lesson.objects.create(school_class=lesson.school_class, assignment=lesson.assignment)


def test_a_lesson_that_nobody_ended_is_over_by_itself(
    as_teacher: Client, school_class: SchoolClass, lesson: Lesson, assignment: Assignment
) -> None:
    long_ago = timezone.now() - LESSON_LASTS - timedelta(minutes=1)
    Lesson.objects.update(started_at=long_ago)
    assert as_teacher.get(f"/classes/{school_class.pk}/live.json").json()["lesson"] is None
    lesson_start(assignment)
    lesson.refresh_from_db()
    assert lesson.ended_at == long_ago + LESSON_LASTS


def test_ending_takes_the_hands_down(
    as_teacher: Client, as_anya: Client, school_class: SchoolClass, anya: Membership, lesson: Lesson
) -> None:
    as_anya.post("/my-class/hand/", {"up": "1"})
    as_teacher.post(f"/classes/{school_class.pk}/end/")
    anya.refresh_from_db()
    assert anya.hand_at is None
    assert as_anya.get("/my-class/lesson.json").json() == {"lesson": None}


# ------------------------------------------------------------------ on the pupil's page


def test_a_pupils_page_is_told_what_opens_and_when(as_anya: Client, anya: Membership, lesson: Lesson) -> None:
    told = as_anya.get("/my-class/lesson.json").json()
    assert (told["lesson"], told["topic"], told["talk"], told["hand"]) == (lesson.pk, "dinner", "", False)
    assert 0 <= told["opens_in_ms"] <= SPREAD_MS


def test_starts_are_spread_and_always_the_same_for_one_pupil() -> None:
    after = [start_after(number) for number in range(100, 130)]
    assert after == [start_after(number) for number in range(100, 130)]
    assert all(0 <= one < SPREAD_MS for one in after)
    in_a_second = [sum(1000 * second <= one < 1000 * (second + 1) for one in after) for second in range(10)]
    assert max(in_a_second) <= 5


def test_whoever_comes_late_is_offered_the_talk_and_not_sent_there(as_anya: Client, lesson: Lesson) -> None:
    Lesson.objects.update(started_at=timezone.now() - timedelta(minutes=2))
    told = as_anya.get("/my-class/lesson.json").json()
    assert told["topic"] == "dinner"
    assert told["opens_in_ms"] is None


def test_the_lessons_talk_is_begun_once(as_anya: Client, anya: Membership, lesson: Lesson) -> None:
    first = as_anya.post("/my-class/lesson/")["Location"]
    assert as_anya.post("/my-class/lesson/")["Location"] == first
    assert as_anya.get("/my-class/lesson.json").json()["talk"] == first
    assert as_anya.get("/my-class/lesson.json").json()["opens_in_ms"] is None
    assert Conversation.objects.filter(user=anya.pupil).count() == 1


def test_a_talk_from_another_day_is_not_the_lessons_talk(
    as_anya: Client, anya: Membership, assignment: Assignment, talk_of: TalkOf
) -> None:
    old = talk_of(anya, beat="food")
    lesson_start(assignment)
    assert str(old.pk) not in as_anya.post("/my-class/lesson/")["Location"]


def test_without_a_lesson_the_way_leads_home(as_anya: Client) -> None:
    assert as_anya.post("/my-class/lesson/")["Location"] == "/"


def test_a_lesson_of_others_is_no_lesson(
    client_of: ClientOf, school_class: SchoolClass, topic: Topic, pupils: list[Membership]
) -> None:
    lesson_start(assignment_save(Assignment(school_class=school_class, for_all=False), [topic], pupils[:1]))
    assert client_of(pupils[0].pupil).get("/my-class/lesson.json").json()["lesson"] is not None
    assert client_of(pupils[1].pupil).get("/my-class/lesson.json").json() == {"lesson": None}


# ------------------------------------------------------------------ hands


def test_a_hand_goes_up_and_down(as_anya: Client, anya: Membership, lesson: Lesson) -> None:
    assert as_anya.post("/my-class/hand/", {"up": "1"}).json() == {"hand": True}
    anya.refresh_from_db()
    first = anya.hand_at
    as_anya.post("/my-class/hand/", {"up": "1"})
    anya.refresh_from_db()
    assert anya.hand_at == first  # whoever waited longest is not sent back
    assert as_anya.post("/my-class/hand/", {"up": "0"}).json() == {"hand": False}
    anya.refresh_from_db()
    assert anya.hand_at is None


def test_without_a_lesson_there_is_no_hand(as_anya: Client, anya: Membership) -> None:
    assert as_anya.post("/my-class/hand/", {"up": "1"}).status_code == 409
    anya.refresh_from_db()
    assert anya.hand_at is None


def test_the_teacher_has_seen_it(
    as_teacher: Client, as_anya: Client, school_class: SchoolClass, anya: Membership, lesson: Lesson
) -> None:
    as_anya.post("/my-class/hand/", {"up": "1"})
    assert states(as_teacher, school_class)["Anya"] == "help"
    live = as_teacher.post(f"/classes/{school_class.pk}/pupils/{anya.pk}/hand/").json()
    assert not any(tile["hand"] for tile in live["tiles"])


# ------------------------------------------------------------------ holding the button


@pytest.mark.parametrize(
    ("hold", "before", "in_lesson"),
    [("never", False, False), ("lesson", False, True), ("always", True, True)],
)
def test_the_class_says_when_the_button_is_held(
    anya: Membership, assignment: Assignment, hold: str, before: bool, in_lesson: bool
) -> None:
    SchoolClass.objects.update(hold=hold)
    assert holds_to_talk(anya.pupil) is before
    lesson_start(assignment)
    assert holds_to_talk(anya.pupil) is in_lesson
    lesson_end(anya.school_class)
    assert holds_to_talk(anya.pupil) is before


def test_the_talk_page_knows_it(as_anya: Client, anya: Membership, lesson: Lesson) -> None:
    from conversations.services import conversation_start
    from tests.conversations.reviews import topic_named

    talk = conversation_start(user=anya.pupil, topic=topic_named("butterflies-on-the-night-train"))
    assert 'data-class-mode="yes"' in as_anya.get(f"/talks/{talk.pk}/").content.decode()
    lesson_end(anya.school_class)
    assert "data-class-mode" not in as_anya.get(f"/talks/{talk.pk}/").content.decode()
