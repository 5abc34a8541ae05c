"""A guest keeps what they talked about: by signing up, or by signing in to the account they have."""

from __future__ import annotations

from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client

from accounts.models import User
from accounts.purposes import KEEP_RECORDINGS, PRACTISE
from accounts.selectors import consent_given
from accounts.services import consent_set
from conversations.guests import guest_talk_start, guests_prune
from conversations.models import Conversation, Turn
from practice.services import onboarding_finish, onboarding_put_off
from tests.accounts.people import (
    ADDRESS,
    PASSWORD,
    account,
    guest_client,
    link,
    sign_in,
    sign_up,
    topic,
    who,
)

pytestmark = pytest.mark.django_db
OFFER = "Keep this talk"


@pytest.fixture(autouse=True)
def _open(settings) -> None:
    settings.SIGNUP = "open"


def guest_of(client: Client) -> User:
    return User.objects.get(pk=who(client))


# ------------------------------------------------------------------ when it is offered


@pytest.mark.parametrize("path", ["/", "/choices/"])
def test_nothing_is_offered_before_the_first_talk_ends(path: str) -> None:
    assert OFFER not in guest_client(finished=False).get(path).content.decode()


def test_nothing_is_offered_on_the_review_of_an_open_talk() -> None:
    client = guest_client(finished=False)
    assert OFFER not in client.get(f"/talks/{Conversation.objects.get().pk}/review/").content.decode()


def test_after_the_first_talk_it_is_offered_on_the_review_at_home_and_among_the_choices() -> None:
    client = guest_client()
    for path in (f"/talks/{Conversation.objects.get().pk}/review/", "/", "/choices/"):
        assert OFFER in client.get(path).content.decode(), path


def test_a_story_that_is_left_untold_does_not_hold_the_offer_back() -> None:
    client = guest_client(finished=False)
    Conversation.objects.update(offer={"part": "retell"})
    assert OFFER in client.get("/choices/").content.decode()


def test_it_is_never_in_the_way() -> None:
    client = guest_client()
    home = client.get("/")
    assert home.status_code == 200
    assert home.content.decode().index("Talk to") < home.content.decode().index(OFFER)
    assert client.post(f"/t/{topic().slug}/talk/").url.startswith("/talks/")


def test_who_has_an_account_is_offered_nothing(client_of) -> None:
    user = account()
    Conversation.objects.create(user=user, topic=topic(), status="finished")
    assert OFFER not in client_of(user).get("/").content.decode()


@pytest.mark.parametrize("mode", ["closed", "invite"])
def test_nothing_is_offered_where_guests_cannot_sign_up(settings, mode: str) -> None:
    settings.SIGNUP = mode
    assert OFFER not in guest_client().get("/choices/").content.decode()


# ------------------------------------------------------------------ by signing up


def test_the_guests_own_row_becomes_the_account() -> None:
    client = guest_client()
    guest, talk = guest_of(client), Conversation.objects.get()
    consent_set(guest, PRACTISE, True)
    sign_up(client)
    assert client.post(link("confirm")).url == "/hello/"

    kept = User.objects.get()
    assert (kept.pk, kept.is_guest, kept.email) == (guest.pk, False, ADDRESS)
    assert Conversation.objects.get(user=kept).pk == talk.pk
    assert kept.profile.level == talk.level
    assert consent_given(kept, PRACTISE)
    assert who(client) == guest.pk
    assert client.session.get_expiry_age() <= 14 * 24 * 3600
    assert client.get(f"/talks/{talk.pk}/review/").status_code == 200


@pytest.mark.parametrize("done", [onboarding_finish, onboarding_put_off])
def test_who_has_been_got_to_know_or_said_not_now_goes_home(done) -> None:
    client = guest_client()
    done(guest_of(client))
    sign_up(client)
    assert client.post(link("confirm")).url == "/"


def test_signed_in_elsewhere_the_first_talk_is_there() -> None:
    client = guest_client()
    talk = Conversation.objects.get()
    sign_up(client)
    client.post(link("confirm"))
    phone = Client()
    sign_in(phone)
    assert phone.get(f"/talks/{talk.pk}/review/").status_code == 200


def test_while_the_mail_is_unread_the_guest_goes_on_talking() -> None:
    client = guest_client()
    guest = guest_of(client)
    response = sign_up(client)
    assert "you can go on talking" in client.get(response.url).content.decode()
    assert who(client) == guest.pk
    assert client.post(f"/t/{topic().slug}/talk/").url.startswith("/talks/")
    assert Conversation.objects.filter(user=guest).count() == 2
    assert "One mail away" in client.get("/choices/").content.decode()


def test_the_link_may_be_opened_on_the_phone() -> None:
    client = guest_client()
    sign_up(client)
    Client().post(link("confirm"))
    assert client.get("/").status_code == 200
    assert not guest_of(client).is_guest
    assert client.session.get_expiry_age() <= 14 * 24 * 3600


def test_a_form_that_cannot_be_kept_leaves_the_guest_and_their_talk() -> None:
    client = guest_client()
    assert sign_up(client, email="anna").status_code == 422
    assert guest_of(client).is_guest
    assert Conversation.objects.count() == 1


def test_another_address_replaces_the_one_with_a_slip() -> None:
    client = guest_client()
    sign_up(client, email="ana@example.com")
    sign_up(client)
    assert EmailAddress.objects.get().email == ADDRESS
    client.post(link("confirm"))
    assert guest_of(client).email == ADDRESS


def test_a_guest_who_never_opens_the_mail_is_forgotten_like_any_guest() -> None:
    client = guest_client()
    sign_up(client)
    User.objects.update(date_joined="2020-01-01T00:00Z", last_login="2020-01-01T00:00Z")
    Conversation.objects.update(started_at="2020-01-01T00:00Z")
    assert guests_prune() == 1
    assert not EmailAddress.objects.exists()


# ------------------------------------------------------------------ by signing in


def test_who_has_an_account_is_asked_once_whether_the_talks_come_along() -> None:
    user = account()
    client = guest_client()
    talk = Conversation.objects.get()
    response = sign_in(client, next=f"/t/{topic().slug}/")
    assert response.url.startswith("/account/bring-along/")
    assert "you had 1 talk here" in client.get(response.url).content.decode()

    onward = client.post("/account/bring-along/", {"answer": "yes", "next": f"/t/{topic().slug}/"})
    assert onward.url == f"/t/{topic().slug}/"
    talk.refresh_from_db()
    assert talk.user == user
    assert not User.objects.filter(is_guest=True).exists()
    assert client.get("/account/bring-along/").url == "/"


def test_they_may_stay_behind() -> None:
    user = account()
    client = guest_client()
    sign_in(client)
    client.post("/account/bring-along/", {"answer": "no"})
    assert not Conversation.objects.filter(user=user).exists()
    assert User.objects.filter(is_guest=True).exists(), "forgotten with the other guests, not at once"


def test_a_guest_without_a_talk_is_not_asked() -> None:
    account()
    client = guest_client()
    Conversation.objects.all().delete()
    assert sign_in(client).url == "/"


@pytest.mark.parametrize("keeps", [True, False])
def test_recordings_come_along_where_the_account_keeps_them(keeps: bool) -> None:
    user = account()
    consent_set(user, KEEP_RECORDINGS, keeps)
    client = guest_client()
    talk = Conversation.objects.get()
    turn = Turn.objects.create(conversation=talk, number=1, kind=Turn.Kind.SPEECH)
    turn.recording.save("1.wav", ContentFile(b"voice"))
    old = Path(turn.recording.path)
    sign_in(client)
    client.post("/account/bring-along/", {"answer": "yes"})
    turn.refresh_from_db()
    assert not old.exists()
    assert bool(turn.recording) is keeps
    if keeps:
        assert turn.recording.name.startswith(f"recordings/{user.pk}/")
        assert Path(turn.recording.path).read_bytes() == b"voice"


def test_a_password_that_does_not_fit_leaves_the_guest_signed_in() -> None:
    account()
    client = guest_client()
    guest = who(client)
    assert sign_in(client, password="not the one 1").status_code == 422
    assert who(client) == guest


def test_the_question_of_somebody_else_has_no_answer(client_of) -> None:
    client = client_of(account())
    assert client.post("/account/bring-along/", {"answer": "yes"}).url == "/"


def test_a_one_time_link_asks_as_well() -> None:
    from accounts.services import sign_in_link_create

    user = account()
    client = guest_client()
    assert client.get(sign_in_link_create(user)).url.startswith("/account/bring-along/")


def test_who_signs_up_with_the_address_of_their_account_is_told_by_mail_and_signs_in() -> None:
    user = account()
    client = guest_client()
    sign_up(client, password="another one 3")
    assert "You have an account already" in mail.outbox[-1].subject
    assert guest_of(client).is_guest
    sign_in(client, password=PASSWORD)
    client.post("/account/bring-along/", {"answer": "yes"})
    assert Conversation.objects.get().user == user


def test_a_guest_of_nobody_elses_browser_is_ever_brought() -> None:
    talk = guest_talk_start(topic())
    account()
    client = Client()
    sign_in(client)
    client.post("/account/bring-along/", {"answer": "yes"})
    talk.refresh_from_db()
    assert talk.user.is_guest
