"""Who is in a class, on the teacher's pages: lists, names, moving, taking out, two made one."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import User
from accounts.purposes import PRACTISE
from accounts.selectors import consent_given
from accounts.services import consent_set, wishes_keep
from classes.models import Membership, SchoolClass
from classes.roll import pupils_add
from classes.services import class_create
from classes.texts import TEXTS
from conversations.models import Conversation, Turn
from practice.models import Fact
from practice.services import onboarding_finish
from tests.classes.conftest import TalkOf


def page_of(member: Membership) -> str:
    return f"/classes/{member.school_class_id}/pupils/{member.pk}/"


# ------------------------------------------------------------------ a list


def test_a_pasted_list_makes_pupils(as_teacher: Client, school_class: SchoolClass) -> None:
    response = as_teacher.post(f"/classes/{school_class.pk}/pupils/", {"names": "Anya\nBoris\nVera"})
    assert response.status_code == 302
    assert [one.nickname for one in school_class.memberships.all()] == ["Anya", "Boris", "Vera"]
    page = as_teacher.get(f"/classes/{school_class.pk}/").content.decode()
    assert "3 pupils added" in page
    assert "Print the 3 cards that are missing" in page


def test_of_a_list_with_duplicates_the_good_ones_are_in_and_the_others_still_there(
    as_teacher: Client, school_class: SchoolClass, anya: Membership
) -> None:
    names = "Gleb\nanya\nDora\nGleb\n🦊"
    response = as_teacher.post(f"/classes/{school_class.pk}/pupils/", {"names": names})
    assert response.status_code == 422
    page = response.content.decode()
    assert set(school_class.memberships.values_list("nickname", flat=True)) == {
        *("Anya", "Boris", "Vera", "Gleb", "Dora")
    }
    assert page.count(TEXTS["name.twice"].title) == 2
    left = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert left is not None
    assert left[1].split() == ["anya", "Gleb", "🦊"]


@pytest.mark.parametrize("names", ["", "  \n \n"])
def test_an_empty_list_says_what_is_missing(
    as_teacher: Client, school_class: SchoolClass, names: str
) -> None:
    response = as_teacher.post(f"/classes/{school_class.pk}/pupils/", {"names": names})
    assert TEXTS["name.empty"].title in response.content.decode()


def test_names_are_text_and_nothing_else(as_teacher: Client, school_class: SchoolClass) -> None:
    as_teacher.post(f"/classes/{school_class.pk}/pupils/", {"names": "<script>alert(1)"})
    page = as_teacher.get(f"/classes/{school_class.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_class_takes_so_many_and_says_so(
    as_teacher: Client, school_class: SchoolClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classes.roll.MOST_PUPILS", 2)
    response = as_teacher.post(f"/classes/{school_class.pk}/pupils/", {"names": "Anya\nBoris\nVera"})
    assert TEXTS["name.full"].title in response.content.decode()
    assert school_class.memberships.count() == 2


# ------------------------------------------------------------------ one pupil


def change(client: Client, member: Membership, **form: object) -> tuple[int, str]:
    response = client.post(f"{page_of(member)}change/", form)
    return response.status_code, response.content.decode()


def test_a_pupil_is_renamed_everywhere(as_teacher: Client, anya: Membership) -> None:
    assert change(as_teacher, anya, step="rename", nickname="Anya P.")[0] == 302
    anya.refresh_from_db()
    assert (anya.nickname, anya.pupil.first_name) == ("Anya P.", "Anya P.")


@pytest.mark.parametrize(
    ("nickname", "code"), [("boris", "name.twice"), ("", "name.empty"), ("1" * 9, "name.letters")]
)
def test_a_name_that_cannot_be_is_refused_with_a_reason(
    as_teacher: Client, anya: Membership, nickname: str, code: str
) -> None:
    status, page = change(as_teacher, anya, step="rename", nickname=nickname)
    assert status == 422
    assert TEXTS[code].title in page
    anya.refresh_from_db()
    assert anya.nickname == "Anya"


def test_a_pupil_moves_with_pin_and_talks(
    as_teacher: Client, teacher: User, anya: Membership, pin: str, talk_of: TalkOf
) -> None:
    talk_of(anya)
    to = class_create(teacher, name="8b", under_age=False)
    assert change(as_teacher, anya, step="move", to=to.pk)[0] == 302
    assert Client().post(f"/join/{to.code}/", {"nickname": "Anya", "pin": pin}).status_code == 302
    assert Conversation.objects.filter(user=anya.pupil).count() == 1


def test_a_pupil_moves_to_no_class_of_somebody_else(
    as_teacher: Client, others_class: SchoolClass, anya: Membership
) -> None:
    for to in (others_class.pk, "x", "9" * 30, ""):
        assert change(as_teacher, anya, step="move", to=to)[0] == 404
    assert not others_class.memberships.exists()


def test_where_the_nickname_is_in_use_the_pupil_stays(
    as_teacher: Client, teacher: User, anya: Membership
) -> None:
    to = class_create(teacher, name="8b")
    pupils_add(to, "ANYA")
    status, page = change(as_teacher, anya, step="move", to=to.pk)
    assert status == 422
    assert TEXTS["class.taken"].title in page
    assert to.memberships.count() == 1


def test_a_pupil_who_comes_among_those_under_age_needs_the_paper_there(
    as_teacher: Client, teacher: User, anya: Membership
) -> None:
    SchoolClass.objects.filter(pk=anya.school_class_id).update(under_age=False)
    consent_set(anya.pupil, PRACTISE, True)
    to = class_create(teacher, name="8b", under_age=True)
    change(as_teacher, anya, step="move", to=to.pk)
    assert not consent_given(anya.pupil, PRACTISE)


def test_two_accounts_of_one_pupil_become_one(
    as_teacher: Client, pupils: list[Membership], talk_of: TalkOf
) -> None:
    anya, boris, _ = pupils
    talk_of(anya)
    talk = talk_of(boris)
    turn = Turn.objects.create(conversation=talk, number=1, kind="speech", recording="recordings/x.wav")
    wishes_keep(boris.pupil, {"interests": ["music"]})
    onboarding_finish(boris.pupil)
    assert change(as_teacher, anya, step="merge", other=boris.pk)[0] == 302
    assert Fact.objects.get(user=anya.pupil, key="interest.music").text == "music"
    assert anya.pupil.onboarding.finished_at
    assert User.objects.get(pk=anya.pupil_id).first_name == "Anya", "a pupil's nickname is their name"
    assert Conversation.objects.filter(user=anya.pupil).count() == 2
    assert not User.objects.filter(pk=boris.pupil_id).exists()
    turn.refresh_from_db()
    assert not turn.recording  # it was kept by the consent of the account that is gone


def test_a_pupil_is_not_made_one_with_themselves_or_with_a_stranger(
    as_teacher: Client, anya: Membership, others_class: SchoolClass
) -> None:
    pupils_add(others_class, "Gleb")
    for other in (anya.pk, others_class.memberships.get().pk, "x", ""):
        status, page = change(as_teacher, anya, step="merge", other=other)
        assert status == 422
        assert TEXTS["merge.cannot"].title in page
    assert User.objects.filter(pk=anya.pupil_id).exists()


def test_an_account_with_a_way_to_sign_in_of_its_own_is_not_swallowed(
    as_teacher: Client, pupils: list[Membership]
) -> None:
    User.objects.filter(pk=pupils[1].pupil_id).update(email="boris@example.com")
    assert change(as_teacher, pupils[0], step="merge", other=pupils[1].pk)[0] == 422
    assert User.objects.filter(pk=pupils[1].pupil_id).exists()


def test_an_unknown_step_changes_nothing(as_teacher: Client, anya: Membership) -> None:
    assert change(as_teacher, anya, step="explode")[0] == 404


# ------------------------------------------------------------------ out of the class


def test_taking_out_asks_what_becomes_of_the_talks(as_teacher: Client, anya: Membership) -> None:
    page = as_teacher.get(f"{page_of(anya)}leave/").content.decode()
    assert "Take out and keep" in page
    assert "Erase everything" in page


def test_taken_out_and_kept_is_taken_back(
    as_teacher: Client, school_class: SchoolClass, anya: Membership, pin: str, talk_of: TalkOf
) -> None:
    talk_of(anya)
    as_teacher.post(f"{page_of(anya)}leave/", {"step": "keep"})
    door = f"/join/{school_class.code}/"
    assert Client().post(door, {"nickname": "Anya", "pin": pin}).status_code == 422
    assert "Taken out" in as_teacher.get(f"/classes/{school_class.pk}/").content.decode()
    anya.refresh_from_db()
    assert change(as_teacher, anya, step="back")[0] == 302
    assert Client().post(door, {"nickname": "Anya", "pin": pin}).status_code == 302
    assert Conversation.objects.filter(user=anya.pupil).exists()


def test_who_is_taken_out_is_signed_out(
    as_teacher: Client, as_anya: Client, school_class: SchoolClass, anya: Membership
) -> None:
    assert as_anya.get("/choices/").status_code == 200
    as_teacher.post(f"{page_of(anya)}leave/", {"step": "keep"})
    assert as_anya.get("/choices/").status_code == 302


def test_who_was_taken_out_may_find_the_nickname_in_use(
    as_teacher: Client, school_class: SchoolClass, anya: Membership
) -> None:
    as_teacher.post(f"{page_of(anya)}leave/", {"step": "keep"})
    pupils_add(school_class, "Anya")
    status, page = change(as_teacher, anya, step="back")
    assert status == 422
    assert TEXTS["name.twice"].title in page


def test_erased_is_the_account_with_all_talks(as_teacher: Client, anya: Membership, talk_of: TalkOf) -> None:
    talk_of(anya)
    as_teacher.post(f"{page_of(anya)}leave/", {"step": "erase"})
    assert not User.objects.filter(pk=anya.pupil_id).exists()
    assert not Conversation.objects.exists()


def test_who_has_an_e_mail_address_only_leaves_the_class(as_teacher: Client, anya: Membership) -> None:
    User.objects.filter(pk=anya.pupil_id).update(email="anya@example.com")
    as_teacher.post(f"{page_of(anya)}leave/", {"step": "erase"})
    assert User.objects.filter(pk=anya.pupil_id).exists()
    assert not Membership.objects.filter(pk=anya.pk).exists()


def test_looking_at_the_page_takes_nobody_out(as_teacher: Client, anya: Membership) -> None:
    as_teacher.get(f"{page_of(anya)}leave/")
    anya.refresh_from_db()
    assert anya.left_at is None
