"""Every address of every page and every sound: what a stranger, another learner, a teacher without the
learner's word, and the owner get there.

The table names every address: one that is missing in it fails a test. Add a row for a new page.
"""

from __future__ import annotations

import shutil
import wave
from collections.abc import Iterator
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts import teaching
from accounts.models import User
from accounts.purposes import KEEP_RECORDINGS, PRACTISE, TEACHER_MAY_LISTEN, TEACHER_SEES_PROGRESS
from accounts.services import consent_set
from classes.models import Assignment, Membership, SchoolClass
from classes.services import class_create
from conversations.models import Conversation, ListenedTo, Turn
from conversations.recordings import recordings_root, wav_bytes
from conversations.routing import websocket_urlpatterns
from conversations.runner import turn_run
from conversations.services import conversation_start, turn_open
from practice.models import Fact
from tests.conftest import ClientOf
from tests.conversations.reviews import corrected, said, topic_named
from tests.privacy.addresses import ROWS, SLUG, Owned, Row
from topics.models import Topic


def named(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from named(pattern.url_patterns)
        else:
            yield pattern.name or str(pattern.pattern)


@pytest.fixture
def owned(learner: User, teacher: User, monkeypatch: pytest.MonkeyPatch) -> Iterator[Owned]:
    """A talk that was held to its end, with everything in it; the teacher teaches the learner."""
    monkeypatch.setattr(teaching, "_known_by", [lambda who, whom: (who, whom) == (teacher, learner)])
    consent_set(learner, PRACTISE, True)
    consent_set(learner, KEEP_RECORDINGS, True)
    consent_set(learner, TEACHER_SEES_PROGRESS, True)
    receipt = consent_set(learner, TEACHER_SEES_PROGRESS, False)
    talk = conversation_start(user=learner, topic=topic_named(SLUG))
    turn_run(turn_open(talk.pk, 0, Turn.Kind.OPENING).pk)
    corrected(said(talk, 1, "typed", "My brother go home."))
    spoken = said(talk, 2, "heard", "He goes home.")
    spoken.recording.save("", ContentFile(wav_bytes(b"\1\0" * 99)), save=True)
    talk.refresh_from_db()
    over = talk.state | {
        "used": [*talk.state["used"], "closer"],
        "closed": True,
        "remember": {"opening": "car", "rescue_done": "I looked for one friendly face"},
    }
    Conversation.objects.filter(pk=talk.pk).update(status=Conversation.Status.FINISHED, state=over)
    talk.refresh_from_db()
    member, assignment = in_a_class(learner, topic_named(SLUG))
    yield Owned(
        talk, talk.offer["replies"][0]["key"], receipt.number, learner, member, assignment, known_of(learner)
    )
    shutil.rmtree(recordings_root(), ignore_errors=True)


def known_of(learner: User) -> int:
    now = timezone.now()
    kind, origin = Fact.Kind.TOLD, Fact.Origin.TYPED
    return Fact.objects.create(user=learner, key="k", kind=kind, text="T", origin=origin, told_at=now).pk


def in_a_class(learner: User, topic: Topic) -> tuple[Membership, Assignment]:
    """A class that neither the table's teacher nor its other learner has to do with."""
    colleague = User.objects.create_user("colleague")
    school_class = class_create(colleague, name="7b English")
    SchoolClass.objects.filter(pk=school_class.pk).update(under_age=False)  # no paper is waited for
    member = Membership.objects.create(school_class=school_class, pupil=learner, nickname="Anya")
    assignment = Assignment.objects.create(school_class=school_class, made_by=colleague)
    assignment.topics.add(topic)
    return member, assignment


def status(browser: Client, row: Row, owned: Owned) -> int:
    path = reverse(row.name, args=row.args(owned)) + row.query
    answer = browser.post(path, row.data) if row.method == "post" else browser.get(path)
    return answer.status_code


def test_every_address_stands_in_the_table() -> None:
    rows = [row.name for row in ROWS]
    assert sorted(rows) == sorted(set(rows))
    assert set(named(get_resolver().url_patterns)) == set(rows), "add a row to ROWS for the new page"


def test_every_socket_is_known() -> None:
    """Who may open it: tests/conversations, test_bad_input.py and test_erased_meanwhile.py."""
    assert [str(pattern.pattern) for pattern in websocket_urlpatterns] == ["ws/talks/<uuid:conversation_id>/"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_who_gets_what(client_of: ClientOf, owned: Owned, stranger: User, teacher: User, row: Row) -> None:
    browsers = (Client(), client_of(stranger), client_of(teacher), client_of(owned.owner))
    got = tuple(status(browser, row, owned) for browser in browsers)
    assert got == (row.out, row.other, row.teacher, row.owner)


def test_who_is_not_signed_in_is_asked_to(owned: Owned) -> None:
    for row in (row for row in ROWS if (row.out, row.other) == (302, 404)):
        path = reverse(row.name, args=row.args(owned)) + row.query
        browser = Client()
        answer = browser.post(path, row.data) if row.method == "post" else browser.get(path)
        assert answer["Location"].startswith("/sign-in/?next="), row.name


def test_an_operator_sees_no_more_than_others(owned: Owned, client_of: ClientOf) -> None:
    browser = client_of(User.objects.create_superuser("operator"))
    private_rows = [row for row in ROWS if row.other == 404 and row.owner != 404]
    assert {row.name: status(browser, row, owned) for row in private_rows} == {
        row.name: 404 for row in private_rows
    }


def test_even_with_the_learners_word_a_teacher_has_no_way_in_by_the_learners_addresses(
    client_of: ClientOf, owned: Owned, teacher: User
) -> None:
    """What teachers hear has pages of its own, where it is noted."""
    consent_set(owned.owner, TEACHER_MAY_LISTEN, True)
    path = reverse("recording", args=[owned.talk.pk, 2])
    assert client_of(teacher).get(path).status_code == 404
    assert not ListenedTo.objects.exists()


def test_the_owners_recording_is_the_sound_that_was_kept(client_of: ClientOf, owned: Owned) -> None:
    answer = client_of(owned.owner).get(reverse("recording", args=[owned.talk.pk, 2]))
    with wave.open(BytesIO(answer.getvalue())) as wav:
        assert wav.getnframes() == 99


# ------------------------------------------------------------------ the admin


def admin_paths(patterns: list[URLPattern | URLResolver], before: str = "/admin/") -> Iterator[str]:
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from admin_paths(pattern.url_patterns, path)
        elif "(?P" not in path:
            yield path.replace("<path:object_id>", "1").replace("<id>", "1").split("<")[0]


def the_admins() -> list[str]:
    (admin,) = [each for each in get_resolver().url_patterns if str(each.pattern) == "admin/"]
    assert isinstance(admin, URLResolver)
    return sorted(set(admin_paths(admin.url_patterns)))


@pytest.mark.parametrize("path", [path for path in the_admins() if not path.endswith("/login/")])
def test_the_desk_opens_for_nobody_without_a_right(
    client_of: ClientOf, stranger: User, teacher: User, path: str
) -> None:
    for browser in (Client(), client_of(stranger)):
        assert browser.get(path).status_code == 302, "asked to sign in, or sent on to where that is asked"
    shown = client_of(teacher).get(path)
    own = {"/admin/", "/admin/jsi18n/", "/admin/password_change/", "/admin/password_change/done/"}
    assert path in own or shown.status_code in {302, 403, 404, 405}


def test_somebody_who_may_curate_topics_sees_no_people(client_of: ClientOf, db: None) -> None:
    from accounts.services import demo_users_ensure

    _learner, curator = demo_users_ensure()
    people = ("accounts/user/", "accounts/consent/", "accounts/receipt/")
    for path in (*people, "conversations/turn/", "conversations/buddyreport/"):
        assert client_of(curator).get(f"/admin/{path}").status_code == 403
    assert client_of(curator).get("/admin/topics/topic/").status_code == 200
