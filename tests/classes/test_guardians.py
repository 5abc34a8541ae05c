"""A guardian's paper comes before the voice of a pupil who is under age; the rest is the pupil's own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.guards import ConsentNotTheirs
from accounts.models import User
from accounts.purposes import KEEP_RECORDINGS, PRACTISE, PURPOSES, TEACHER_MAY_LISTEN, TEACHER_SEES_PROGRESS
from accounts.selectors import consent_given
from accounts.services import consent_set
from accounts.texts import TEXTS
from classes.guardians import guardian_consent_record, guardian_consent_withdraw
from classes.models import GuardianConsent, Membership, SchoolClass
from tests.classes.conftest import TalkOf
from tests.conftest import ClientOf

PAPER = {"signed_on": "2026-09-01", "reference": "folder 7b, no. 12"}

VERSION = 1  # of the texts that are shown


def record(anya: Membership, teacher: User) -> None:
    guardian_consent_record(anya.pupil, date(2026, 9, 1), "folder 7b", teacher)


def paper(client: Client, anya: Membership, **form: str) -> tuple[int, str]:
    path = f"/classes/{anya.school_class_id}/pupils/{anya.pk}/paper/"
    response = client.post(path, {**PAPER, **form})
    return response.status_code, response.content.decode()


@pytest.mark.parametrize("purpose", [PRACTISE, KEEP_RECORDINGS, TEACHER_MAY_LISTEN])
def test_without_the_paper_a_pupil_cannot_give_what_concerns_the_voice(
    anya: Membership, purpose: str
) -> None:
    with pytest.raises(ConsentNotTheirs):
        consent_set(anya.pupil, purpose, True)
    assert not consent_given(anya.pupil, purpose)


def test_the_first_conversation_asks_for_the_paper_not_for_the_pupils_yes(
    client_of: ClientOf, teacher: User, anya: Membership
) -> None:
    page = client_of(anya.pupil).get("/hello/goals/").content.decode()
    assert "Answer aloud" not in page
    assert "data-say-it" not in page
    assert TEXTS["consent.guardian"].title in page
    record(anya, teacher)
    assert "data-say-it" in client_of(anya.pupil).get("/hello/goals/").content.decode()


def test_that_the_teacher_sees_progress_is_the_pupils_own_to_say(anya: Membership) -> None:
    consent_set(anya.pupil, TEACHER_SEES_PROGRESS, True)
    assert consent_given(anya.pupil, TEACHER_SEES_PROGRESS)


def test_with_the_paper_the_pupil_may_speak_and_says_the_rest_alone(
    as_teacher: Client, teacher: User, anya: Membership
) -> None:
    assert paper(as_teacher, anya)[0] == 302
    row = GuardianConsent.objects.get()
    assert (row.signed_on, row.reference, row.recorded_by) == (date(2026, 9, 1), "folder 7b, no. 12", teacher)
    assert consent_given(anya.pupil, PRACTISE)
    for purpose in (KEEP_RECORDINGS, TEACHER_MAY_LISTEN, TEACHER_SEES_PROGRESS):
        assert not consent_given(anya.pupil, purpose)
        consent_set(anya.pupil, purpose, True)
        assert consent_given(anya.pupil, purpose)


def test_the_pupil_may_still_say_no(anya: Membership, teacher: User) -> None:
    record(anya, teacher)
    consent_set(anya.pupil, PRACTISE, False)
    assert not consent_given(anya.pupil, PRACTISE)
    consent_set(anya.pupil, PRACTISE, True)
    assert consent_given(anya.pupil, PRACTISE)


def test_what_a_guardian_takes_back_takes_everything_of_the_voice_with_it(
    as_teacher: Client, anya: Membership, teacher: User
) -> None:
    record(anya, teacher)
    for purpose in (KEEP_RECORDINGS, TEACHER_MAY_LISTEN, TEACHER_SEES_PROGRESS):
        consent_set(anya.pupil, purpose, True)
    assert paper(as_teacher, anya, step="withdraw")[0] == 302
    for purpose in (PRACTISE, KEEP_RECORDINGS, TEACHER_MAY_LISTEN):
        assert not consent_given(anya.pupil, purpose)
    assert consent_given(anya.pupil, TEACHER_SEES_PROGRESS)
    assert [row.given for row in GuardianConsent.objects.order_by("pk")] == [True, False]
    with pytest.raises(ConsentNotTheirs):
        consent_set(anya.pupil, PRACTISE, True)


def test_the_paper_is_about_the_text_it_was_signed_for(
    anya: Membership, teacher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    record(anya, teacher)
    newer = replace(PURPOSES[PRACTISE], version=PURPOSES[PRACTISE].version + 1)
    monkeypatch.setitem(PURPOSES, PRACTISE, newer)
    with pytest.raises(ConsentNotTheirs):
        consent_set(anya.pupil, KEEP_RECORDINGS, True)


def test_a_pupil_who_is_of_age_answers_alone(anya: Membership) -> None:
    SchoolClass.objects.update(under_age=False)
    consent_set(anya.pupil, PRACTISE, True)
    assert consent_given(anya.pupil, PRACTISE)


def test_who_is_in_no_class_is_asked_nothing_of_the_kind(learner: User, anya: Membership) -> None:
    consent_set(learner, PRACTISE, True)
    assert consent_given(learner, PRACTISE)


def test_a_class_that_becomes_one_of_pupils_under_age_falls_silent_until_the_papers_come(
    as_teacher: Client, school_class: SchoolClass, pupils: list[Membership], teacher: User
) -> None:
    SchoolClass.objects.update(under_age=False)
    for member in pupils[:2]:
        consent_set(member.pupil, PRACTISE, True)
    record(pupils[0], teacher)
    form = {"name": "7b English", "under_age": "on", "hold": "lesson"}
    assert as_teacher.post(f"/classes/{school_class.pk}/edit/", form).status_code == 302
    assert consent_given(pupils[0].pupil, PRACTISE)
    assert not consent_given(pupils[1].pupil, PRACTISE)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"signed_on": ""}, "The date is missing"),
        ({"signed_on": "yesterday"}, "This is no date"),
        ({"signed_on": "1899-01-01"}, "today at the latest"),
        ({"reference": ""}, "Where is the paper?"),
        ({"reference": "x" * 200}, "80 letters are enough"),
    ],
)
def test_a_paper_that_cannot_be_written_down_is_answered(
    as_teacher: Client, anya: Membership, form: dict[str, str], said: str
) -> None:
    status, page = paper(as_teacher, anya, **form)
    assert status == 422
    assert said in page
    assert (form.get("reference") or PAPER["reference"]) in page  # nothing that was written is lost
    assert not GuardianConsent.objects.exists()


def test_papers_of_many_are_written_down_at_once(
    as_teacher: Client, school_class: SchoolClass, pupils: list[Membership]
) -> None:
    path = f"/classes/{school_class.pk}/papers/"
    ticked = [pupils[0].pk, pupils[1].pk]
    assert as_teacher.post(path, {**PAPER, "pupil": ticked}).status_code == 302
    agreed = [consent_given(member.pupil, PRACTISE) for member in pupils]
    assert agreed == [True, True, False]


def test_papers_for_nobody_or_without_a_date_are_answered(
    as_teacher: Client, school_class: SchoolClass, anya: Membership
) -> None:
    path = f"/classes/{school_class.pk}/papers/"
    assert "Nobody is ticked" in as_teacher.post(path, PAPER).content.decode()
    response = as_teacher.post(path, {"reference": "folder 7b", "pupil": anya.pk})
    page = response.content.decode()
    assert response.status_code == 422
    assert "The date is missing" in page
    assert "folder 7b" in page
    assert f'value="{anya.pk}" checked' in page
    assert not GuardianConsent.objects.exists()


def test_no_paper_is_signed_tomorrow(as_teacher: Client, anya: Membership) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert paper(as_teacher, anya, signed_on=tomorrow.isoformat())[0] == 422


# ------------------------------------------------------------------ on the pupil's side


def test_the_choice_is_refused_with_what_to_do_and_not_as_if_it_were_kept(
    as_anya: Client, anya: Membership
) -> None:
    response = as_anya.post(
        "/choices/", {"purpose": PRACTISE, "give": "1", "version": VERSION, "next": "/my-class/"}
    )
    assert response.status_code == 409
    assert "You can type in every talk" in response.content.decode()


def test_the_talk_offers_typing_until_the_paper_is_there(
    as_anya: Client, anya: Membership, teacher: User
) -> None:
    from conversations.services import conversation_start
    from tests.conversations.reviews import topic_named

    talk = conversation_start(user=anya.pupil, topic=topic_named("butterflies-on-the-night-train"))
    page = as_anya.get(f"/talks/{talk.pk}/").content.decode()
    assert "Your family agrees first" in page
    assert 'id="start" type="button" aria-describedby="wait" disabled hidden' in page
    record(anya, teacher)
    page = as_anya.get(f"/talks/{talk.pk}/").content.decode()
    assert "Your family agrees first" not in page
    assert "Start talking" in page


def test_one_page_says_what_the_teacher_may_see_and_takes_it_back(
    as_anya: Client, anya: Membership, teacher: User, talk_of: TalkOf
) -> None:
    record(anya, teacher)
    page = as_anya.get("/my-class/").content.decode()
    assert "7b English" in page
    assert PURPOSES[TEACHER_SEES_PROGRESS].text in page
    assert "Your family agreed on 1 September 2026" in page
    form = {"purpose": TEACHER_SEES_PROGRESS, "version": VERSION, "next": "/my-class/"}
    assert as_anya.post("/choices/", form | {"give": "1"})["Location"] == "/my-class/"
    assert "Yes, since" in as_anya.get("/my-class/").content.decode()
    as_anya.post("/choices/", form | {"give": "0"})
    assert not consent_given(anya.pupil, TEACHER_SEES_PROGRESS)


def test_what_is_not_theirs_to_give_has_no_button(as_anya: Client) -> None:
    page = as_anya.get("/my-class/").content.decode()
    assert page.count("after the signed paper") == 3
    assert page.count('name="give"') - page.count("after the signed paper") == 1


def test_withdrawing_is_the_same_for_a_service(anya: Membership, teacher: User) -> None:
    record(anya, teacher)
    guardian_consent_withdraw(anya.pupil, date(2026, 10, 1), "letter", teacher)
    assert not consent_given(anya.pupil, PRACTISE)
