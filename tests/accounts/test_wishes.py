"""What learners are called, like and want: kept as chosen, refused where it does not fit, never lost."""

from __future__ import annotations

import pytest

from accounts.models import LearnerProfile, LevelFound, User
from accounts.services import first_name_set
from accounts.texts import TEXTS
from accounts.wishes import GOALS, INTERESTS, is_name, is_plain, served_goal, shared_interest
from tests.conftest import ClientOf
from tests.ml.talks import TOPICS, scenario_of

PAGE = "/choices/learning/"
FORM = {"level": "B1", "native_language": "ru", "subtitles": "on", "pause_chosen": "", "pause_seconds": ""}
ALL = FORM | {
    "first_name": "Ksenia",
    "goals": ["work", "joy"],
    "goals_own": "to sing in a choir",
    "interests": ["food", "music"],
    "interests_own": "night trains",
    "pace": "calm",
    "voice": "server",
    "strictness": "gentle",
}


def kept(learner: User) -> LearnerProfile:
    return LearnerProfile.objects.get(user=learner)


def test_everything_is_kept(client_of: ClientOf, learner: User) -> None:
    response = client_of(learner).post(PAGE, ALL)
    profile = kept(learner)
    assert response.status_code == 302
    assert (profile.user.first_name, profile.goals, profile.interests) == (
        "Ksenia",
        ["work", "joy"],
        ["music", "food"],
    )
    assert (profile.goals_own, profile.interests_own) == ("to sing in a choir", "night trains")
    assert (profile.pace, profile.voice, profile.strictness) == ("calm", "server", "gentle")
    assert profile.told_at is not None


def test_the_page_shows_what_was_chosen(client_of: ClientOf, learner: User) -> None:
    me = client_of(learner)
    me.post(PAGE, ALL)
    page = me.get("/choices/").content.decode()
    assert "Music, Food and cooking, night trains" in page
    assert 'value="Ksenia"' in page
    assert page.count("checked") >= 4


def test_a_form_that_does_not_ask_leaves_the_rest_as_it_is(client_of: ClientOf, learner: User) -> None:
    client_of(learner).post(PAGE, ALL)
    client_of(learner).post(PAGE, FORM | {"first_name": "Ksenia"})
    assert (kept(learner).pace, kept(learner).strictness) == ("calm", "gentle")


def test_a_name_that_is_there_may_stay_whoever_wrote_it(client_of: ClientOf, learner: User) -> None:
    first_name_set(learner, "Anya 2")
    assert client_of(learner).post(PAGE, ALL | {"first_name": "Anya 2"}).status_code == 302
    assert client_of(learner).post(PAGE, ALL | {"first_name": "Anya 3"}).status_code == 422
    assert User.objects.get(pk=learner.pk).first_name == "Anya 2"


def test_a_name_may_be_taken_away(client_of: ClientOf, learner: User) -> None:
    first_name_set(learner, "Anna")
    client_of(learner).post(PAGE, FORM)
    assert User.objects.get(pk=learner.pk).first_name == "Anna", "a form that does not ask changes nothing"
    client_of(learner).post(PAGE, ALL | {"first_name": ""})
    assert User.objects.get(pk=learner.pk).first_name == ""


def test_a_level_that_was_chosen_says_so_with_its_date(client_of: ClientOf, learner: User) -> None:
    me = client_of(learner)
    assert "Chosen by you" not in me.get("/choices/").content.decode()
    me.post(PAGE, FORM)
    assert kept(learner).level_found == LevelFound.UNASKED, "what was not changed was not chosen"
    me.post(PAGE, FORM | {"level": "A2"})
    assert kept(learner).level_found == LevelFound.CHOSEN
    assert "Chosen by you, " in me.get("/choices/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("first_name", "x" * 41, "choice.name"),
        ("first_name", "<b>Anna</b>", "choice.name"),
        ("first_name", "Anna1", "choice.name"),
        ("first_name", "An\u200bna", "choice.name"),
        ("first_name", "-", "choice.name"),
        ("goals_own", "x" * 201, "choice.own"),
        ("goals_own", "<script>alert(1)</script>", "choice.own"),
        ("interests_own", "bell\x07", "choice.own"),
        ("interests_own", "right\u202eleft", "choice.own"),
        ("goals", ["fame"], "choice.unknown"),
        ("interests", ["music", "opera"], "choice.unknown"),
        ("interests", list(INTERESTS)[:9], "choice.many"),
        ("pace", "fast", "choice.unknown"),
        ("voice", "robot", "choice.unknown"),
        ("strictness", "9", "choice.unknown"),
    ],
)
def test_what_does_not_fit_is_explained_and_nothing_is_lost(
    client_of: ClientOf, learner: User, field: str, value: object, text: str
) -> None:
    response = client_of(learner).post(PAGE, ALL | {"level": "B2", field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [TEXTS[text].text]}
    assert '<option value="B2" selected>' in page
    assert "<script>alert" not in page
    assert field == "goals_own" or "to sing in a choir" in page
    assert kept(learner).level == "B1"


@pytest.mark.parametrize(
    "name", ["Ksenia", "Ксения", "Anna-Maria", "O'Neil", "Jean Luc", "Dr. No", "李", "अनिता", "Rene\u0301e"]
)
def test_names_of_any_script_are_names(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", " ", "1", "Anna\n", "a@b", "Anna & Co", "{name}", "😀"])
def test_what_nobody_is_called_is_no_name(name: str) -> None:
    assert not is_name(name)


@pytest.mark.parametrize(("text", "plain"), [("café, тея & more…", True), ("<i>", False), ("a\x00b", False)])
def test_plain_text_has_no_tags_and_nothing_unseen(text: str, plain: bool) -> None:
    assert is_plain(text) is plain


# ------------------------------------------------------------------ the lists


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_somebody_likes_what_each_topic_is_about(path) -> None:
    assert shared_interest(INTERESTS, scenario_of(path).interests)


def test_the_first_of_ones_own_interests_is_the_reason() -> None:
    found = shared_interest(["food", "music"], ["Concerts", "cooking"])
    assert found
    assert found.code == "food"
    assert shared_interest(["music"], ["weddings"]) is None


def test_a_goal_is_served_by_what_it_is_for() -> None:
    found = served_goal(["joy", "work"], ["small talk"])
    assert found
    assert found.code == "work"
    assert served_goal(["joy"], ["small talk"]) is None


@pytest.mark.parametrize("code", [*INTERESTS, *GOALS])
def test_codes_are_short_plain_words(code: str) -> None:
    assert code.isalpha()
    assert len(code) <= 12


@pytest.mark.parametrize("one", INTERESTS.values(), ids=lambda one: one.code)
def test_an_interest_can_stand_in_a_spoken_line(one) -> None:
    assert one.spoken == one.spoken.lower()
    assert one.spoken.replace(" ", "").isalpha()
    assert one.spoken_ru == one.spoken_ru.lower()
