"""Visitors who become guests: from the first page to the talk page in one tap."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from unittest.mock import patch

import pytest
import yaml
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.limits import attempt_allowed, counted_address
from accounts.models import User
from conversations.guests import KEPT_DAYS, guests_prune
from conversations.models import Conversation, Turn
from conversations.views import POSTCARD_SHOWN
from im4talkin.management.commands.serve import Command
from tests.conftest import ClientOf
from topics.models import Topic
from topics.services import CATALOGUE, topic_import

pytestmark = pytest.mark.django_db
START = "/t/{}/talk/"


@pytest.fixture(autouse=True)
def _nobody_came_before() -> None:
    cache.clear()


@pytest.fixture
def topic() -> Topic:
    model = CATALOGUE / "butterflies-on-the-night-train.yaml"
    return topic_import(yaml.safe_load(model.read_text(encoding="utf-8")))


@pytest.fixture
def starting() -> Command:
    """``serve``, as far as it gets ready."""
    return Command(stdout=StringIO(), stderr=StringIO())


def guest(client: Client, topic: Topic) -> User:
    client.post(START.format(topic.slug))
    return User.objects.get(is_guest=True)


def test_the_first_page_shows_somebody_to_talk_to(client: Client, topic: Topic) -> None:
    page = client.get("/").content.decode()
    assert f"Talk to {topic.persona['name']}" in page
    assert f'action="{START.format(topic.slug)}"' in page
    assert "password" not in page.lower()
    assert "Keep this talk" not in page


def test_getting_to_know_you_comes_first(client: Client, topic: Topic) -> None:
    Topic.objects.create(
        slug="getting-to-know-you", title="Known", level="A2", is_published=True, position=999
    )
    assert client.get("/").context["topic"].slug == "getting-to-know-you"


def test_one_tap_leads_to_the_talk_page(client: Client, topic: Topic) -> None:
    response = client.post(START.format(topic.slug), follow=True)
    talk = Conversation.objects.get()
    assert response.redirect_chain == [(f"/talks/{talk.pk}/", 302)]
    assert "Recordings are not kept." in response.content.decode()


def test_a_guest_has_no_name_of_theirs_no_password_and_the_topics_level(client: Client, topic: Topic) -> None:
    user = guest(client, topic)
    assert user.username.startswith("guest-")
    assert (user.email, user.first_name, user.has_usable_password()) == ("", "", False)
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert user.profile.level == Conversation.objects.get().level == topic.level


def test_a_guest_stays_signed_in_for_as_long_as_they_are_kept(client: Client, topic: Topic) -> None:
    guest(client, topic)
    assert client.session.get_expiry_age() == KEPT_DAYS * 24 * 3600
    client.get("/")
    assert client.session.get_expiry_age() == KEPT_DAYS * 24 * 3600


def test_who_is_signed_in_stays_who_they_are(client_of: ClientOf, learner: User, topic: Topic) -> None:
    client_of(learner).post(START.format(topic.slug))
    assert Conversation.objects.get().user == learner
    assert not User.objects.filter(is_guest=True).exists()


def test_who_is_signed_in_has_read_the_postcard_that_lay_open(
    client_of: ClientOf, learner: User, topic: Topic
) -> None:
    earlier = Conversation.objects.create(user=learner, topic=topic)
    client = client_of(learner)
    session = client.session
    session[POSTCARD_SHOWN] = str(earlier.pk)
    session.save()
    client.post(START.format(topic.slug))
    earlier.refresh_from_db()
    assert earlier.postcard_read_at is not None
    assert POSTCARD_SHOWN not in client.session


def test_a_link_alone_makes_no_guest(client: Client, topic: Topic) -> None:
    assert client.get(START.format(topic.slug)).status_code == 405
    assert not User.objects.exists()


def test_another_site_makes_no_guest(topic: Topic) -> None:
    refused = Client(enforce_csrf_checks=True).post(START.format(topic.slug))
    assert refused.status_code == 403
    assert "<h1>Once more, please</h1>" in refused.content.decode()
    assert not User.objects.exists()


def test_a_topic_that_is_not_there_makes_no_guest(client: Client, topic: Topic) -> None:
    Topic.objects.update(is_published=False)
    assert client.post(START.format(topic.slug)).status_code == 404
    assert client.post(START.format("nowhere")).status_code == 404
    assert not User.objects.exists()


def test_too_many_from_one_place_are_told_when_to_come_back(topic: Topic, settings) -> None:
    settings.GUESTS_PER_HOUR = 2
    for _ in range(2):
        assert Client().post(START.format(topic.slug)).status_code == 302
    refused = Client().post(START.format(topic.slug))
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert "Nothing is lost." in refused.content.decode()
    assert User.objects.count() == 2
    assert Client(REMOTE_ADDR="192.0.2.7").post(START.format(topic.slug)).status_code == 302


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_addresses_of_one_house_count_together(one: str, other: str, same: bool) -> None:
    assert attempt_allowed("test", one, 1)
    assert attempt_allowed("test", other, 1) is not same


@pytest.mark.parametrize(
    ("near", "claimed", "counted"),
    [
        ("8.8.8.8", "", "8.8.8.8"),
        ("8.8.8.8", "192.0.2.1", "8.8.8.8"),
        ("127.0.0.1", "192.0.2.1", "192.0.2.1"),
        ("172.18.0.2", "10.9.9.9, 192.0.2.1", "192.0.2.1"),
        ("", "192.0.2.1", ""),
    ],
)
def test_behind_our_own_proxy_visitors_are_counted_by_their_own_address(
    near: str, claimed: str, counted: str
) -> None:
    headers = {"x-forwarded-for": claimed} if claimed else {}
    assert counted_address(RequestFactory(headers=headers).get("/", REMOTE_ADDR=near)) == counted


def test_without_guests_visitors_are_asked_to_sign_in(client: Client, topic: Topic, settings) -> None:
    settings.GUESTS = False
    for path in ("/", "/topics/", f"/t/{topic.slug}/"):
        assert client.get(path).url == f"/sign-in/?next={path}"
    assert client.post(START.format(topic.slug)).url == f"/sign-in/?next=/t/{topic.slug}/"
    assert not User.objects.exists()


def test_a_guest_is_told_before_leaving_that_the_talks_stay_behind(client: Client, topic: Topic) -> None:
    guest(client, topic)
    assert 'href="/sign-out/"' in client.get("/topics/").content.decode()
    page = client.get("/sign-out/").content.decode()
    assert "your talks stay behind" in page
    assert "ваши разговоры останутся здесь" in page
    client.post("/sign-out/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("days", "words"), [(0, "Good to have you here."), (4, "Moira kept your seat.")])
def test_who_was_away_finds_a_seat(
    client_of: ClientOf, learner: User, topic: Topic, days: int, words: str
) -> None:
    before = timezone.now() - timedelta(days=days)
    Conversation.objects.create(user=learner, topic=topic, status="finished")
    Conversation.objects.update(started_at=before, finished_at=before, postcard_read_at=before)
    assert words in client_of(learner).get("/").content.decode()


# ------------------------------------------------------------------ forgetting them


def long_ago(user: User) -> None:
    before = timezone.now() - timedelta(days=KEPT_DAYS + 1)
    User.objects.filter(pk=user.pk).update(date_joined=before, last_login=before)
    Conversation.objects.filter(user=user).update(started_at=before)


def test_guests_who_stayed_away_are_forgotten_with_their_talks(client: Client, topic: Topic) -> None:
    long_ago(guest(client, topic))
    assert guests_prune() == 1
    assert not User.objects.exists()
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("came", ["last_login", "date_joined"])
def test_guests_who_came_lately_stay(client: Client, topic: Topic, came: str) -> None:
    user = guest(client, topic)
    long_ago(user)
    User.objects.update(**{came: timezone.now()})
    assert guests_prune() == 0


def test_guests_who_spoke_lately_stay(client: Client, topic: Topic) -> None:
    user = guest(client, topic)
    long_ago(user)
    Turn.objects.create(conversation=Conversation.objects.get(), number=1, kind=Turn.Kind.TYPED)
    assert guests_prune() == 0


def test_learners_are_never_forgotten(learner: User) -> None:
    long_ago(learner)
    assert guests_prune() == 0


def test_the_command_says_how_many(client: Client, topic: Topic, capsys) -> None:
    long_ago(guest(client, topic))
    call_command("guests_prune")
    assert capsys.readouterr().out == "1 guest deleted.\n"


def test_the_command_spares_who_is_talking_now() -> None:
    with pytest.raises(CommandError):
        call_command("guests_prune", days=0)


def test_a_start_forgets_who_stayed_away_and_says_so(client: Client, topic: Topic, starting: Command) -> None:
    gone = guest(client, topic)
    long_ago(gone)
    starting._prepare()
    assert not User.objects.filter(pk=gone.pk).exists()
    assert "forgotten with their talks: 1." in starting.stdout.getvalue()


def test_a_recording_that_cannot_be_deleted_does_not_forbid_a_start(starting: Command) -> None:
    with patch("im4talkin.prepare.guests_prune", side_effect=PermissionError("no")):
        assert starting._prepare()
    assert "could not be forgotten" in starting.stderr.getvalue()
