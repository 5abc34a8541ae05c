"""The page of choices: how somebody learns, and where they are signed in."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import LearnerProfile, User
from accounts.services import pause_learned, profile_of
from accounts.texts import TEXTS
from tests.conftest import ClientOf

PAGE = "/choices/learning/"
FORM = {"level": "B2", "native_language": "ru", "subtitles": "on", "pause_chosen": "", "pause_seconds": ""}


def kept(learner: User) -> LearnerProfile:
    return LearnerProfile.objects.get(user=learner)


def test_choices_are_kept(client_of: ClientOf, learner: User) -> None:
    form = FORM | {"native_language": "kk", "no_hurry": "on", "subtitles": "", "subtitles_own": "on"}
    response = client_of(learner).post(PAGE, {k: v for k, v in form.items() if v}, follow=True)
    profile = kept(learner)
    assert (profile.level, profile.native_language) == ("B2", "kk")
    assert (profile.no_hurry, profile.subtitles, profile.subtitles_own) == (True, False, True)
    assert "Kept." in response.content.decode()


@pytest.mark.parametrize(("written", "ms"), [("2.5", 2500), ("2,5", 2500), ("6", 6000), ("0.4", 400)])
def test_a_pause_is_set_in_seconds(client_of: ClientOf, learner: User, written: str, ms: int) -> None:
    client_of(learner).post(PAGE, FORM | {"pause_chosen": "1", "pause_seconds": written})
    assert (kept(learner).pause_chosen, kept(learner).pause_ms) == (True, ms)


def test_a_pause_that_was_set_is_not_learned_over(client_of: ClientOf, learner: User) -> None:
    client_of(learner).post(PAGE, FORM | {"pause_chosen": "1", "pause_seconds": "5"})
    pause_learned(learner, 900)
    assert kept(learner).pause_ms == 5000
    client_of(learner).post(PAGE, FORM)
    assert kept(learner).pause_ms is None
    pause_learned(learner, 900)
    assert kept(learner).pause_ms == 900


def test_a_learned_pause_is_shown_and_stays(client_of: ClientOf, learner: User) -> None:
    pause_learned(learner, 1740)
    assert "1.7 seconds so far" in client_of(learner).get("/choices/").content.decode()
    client_of(learner).post(PAGE, FORM | {"pause_seconds": "1.7"})
    assert kept(learner).pause_ms == 1740


@pytest.mark.parametrize("written", ["", "0.3", "6.1", "-1", "soon", "nan", "inf", "1e9"])
def test_an_impossible_pause_is_explained_and_nothing_is_lost(
    client_of: ClientOf, learner: User, written: str
) -> None:
    form = FORM | {"native_language": "uk", "no_hurry": "on", "pause_chosen": "1", "pause_seconds": written}
    response = client_of(learner).post(PAGE, form)
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count(TEXTS["choice.pause"].text) == 1
    assert f'value="{written}"' in page
    assert '<option value="uk" selected>' in page
    assert '<option value="B2" selected>' in page
    assert 'name="no_hurry" checked' in page
    assert kept(learner).level == "B1"


def test_an_impossible_pause_that_nobody_asked_for_is_no_matter(client_of: ClientOf, learner: User) -> None:
    assert client_of(learner).post(PAGE, FORM | {"pause_seconds": "soon"}).status_code == 302
    assert kept(learner).level == "B2"


@pytest.mark.parametrize(
    ("field", "text"), [("level", "choice.level"), ("native_language", "choice.language")]
)
@pytest.mark.parametrize("value", ["", "XX"])
def test_what_is_on_no_list_is_refused(
    client_of: ClientOf, learner: User, field: str, text: str, value: str
) -> None:
    response = client_of(learner).post(PAGE, FORM | {field: value})
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [TEXTS[text].text]}


def test_it_asks_who_is_there(client: Client, db: None) -> None:
    assert client.post(PAGE, FORM).url == f"/sign-in/?next={PAGE}"


def test_the_page_changes_nothing_by_being_looked_at(client_of: ClientOf, learner: User) -> None:
    assert client_of(learner).get(PAGE).status_code == 405
    assert profile_of(learner).level == "B1"


def test_other_browsers_are_signed_out_and_this_one_is_not(
    client_of: ClientOf, learner: User, stranger: User
) -> None:
    here, there, elsewhere, strangers = (*(client_of(learner) for _ in range(3)), client_of(stranger))
    page = here.post("/sign-out/elsewhere/", follow=True).content.decode()
    assert "Signed out in 2 other places." in page
    assert here.get("/choices/").status_code == 200
    assert there.get("/choices/").status_code == elsewhere.get("/choices/").status_code == 302
    assert strangers.get("/choices/").status_code == 200


def test_who_is_signed_in_only_here_hears_so(client_of: ClientOf, learner: User) -> None:
    page = client_of(learner).post("/sign-out/elsewhere/", follow=True).content.decode()
    assert "You were signed in only here." in page
