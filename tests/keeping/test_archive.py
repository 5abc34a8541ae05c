"""A backup is as good as what comes back from it."""

from __future__ import annotations

import json
import stat
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Consent, User
from accounts.services import consent_set, demo_users_ensure, profile_of
from conversations.models import Conversation, Turn
from im4talkin.keeping import archive
from im4talkin.keeping.archive import ArchiveProblem, archive_check, archive_read, archive_write
from im4talkin.management.commands import restore
from topics.models import Beat, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(Turn._meta.get_field("recording").storage, "location", str(settings.MEDIA_ROOT))


@pytest.fixture
def learner() -> User:
    """Somebody with a talk, a kept recording and a role."""
    topic = Topic.objects.create(slug="t", title="T", teaser="t", level="B1", category="c", author="a")
    Beat.objects.create(topic=topic, order=1, slug="b", say="s", simpler="s", anything="a")
    _, teacher = demo_users_ensure()
    user = User.objects.create_user("mila", email="mila@example.org", password="a long enough one")
    user.groups.set(teacher.groups.all())
    profile_of(user)
    consent_set(user, "keep_recordings", True)
    talk = Conversation.objects.create(user=user, topic=topic, state={"beat": "ё"})
    turn = Turn.objects.create(conversation=talk, number=1, kind=Turn.Kind.SPEECH, text="Nobody will mind.")
    turn.recording.save("", ContentFile(b"RIFF voice"))
    return user


def everything() -> dict[str, list[dict[str, Any]]]:
    rows = {}
    for label, model in archive._models():
        rows[label] = list(model._base_manager.order_by("pk").values())
    return rows


def test_everything_comes_back(learner: User, tmp_path: Path) -> None:
    before = everything()
    permissions = set(learner.groups.get().permissions.values_list("codename", flat=True))
    recording = Path(Turn.objects.get().recording.path)
    archive_write(tmp_path / "b.zip")
    recording.unlink()
    User.objects.exclude(username__startswith="demo-").delete()
    Topic.objects.all().delete()
    archive_read(tmp_path / "b.zip")
    assert everything() == before
    assert recording.read_bytes() == b"RIFF voice"
    assert set(
        User.objects.get(username="mila").groups.get().permissions.values_list("codename", flat=True)
    ) == (permissions)
    assert User.objects.get(username="mila").check_password("a long enough one")


def test_the_voices_of_those_who_were_replaced_are_gone(learner: User, tmp_path: Path) -> None:
    archive_write(tmp_path / "b.zip")
    recording = Path(Turn.objects.get().recording.path)
    later = recording.with_name("later.wav")
    later.write_bytes(b"RIFF somebody else")
    archive_read(tmp_path / "b.zip", replace=True)
    files = [path for path in (tmp_path / "media").rglob("*") if path.is_file()]
    assert files == [recording]


def test_where_the_recordings_find_no_room_nothing_is_changed(
    learner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive_write(tmp_path / "b.zip")
    User.objects.create_user("later")

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "_media_read", full)
    with pytest.raises(ArchiveProblem, match="Nothing was changed"):
        archive_read(tmp_path / "b.zip", replace=True)
    assert User.objects.filter(username="later").exists()
    assert Path(Turn.objects.get().recording.path).exists()


def test_rows_that_do_not_fit_leave_the_recordings_alone(
    learner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive_write(tmp_path / "b.zip")

    def wrong(*args: object) -> None:
        raise ValueError

    monkeypatch.setattr(archive, "_rows_read", wrong)
    with pytest.raises(ValueError):
        archive_read(tmp_path / "b.zip", replace=True)
    assert Path(Turn.objects.get().recording.path).read_bytes() == b"RIFF voice"
    assert not (tmp_path / "media" / archive.UNPACKED).exists()


def test_what_is_not_all_in_place_is_said(
    learner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive_write(tmp_path / "b.zip")

    def stuck(*args: object) -> None:
        raise PermissionError

    monkeypatch.setattr(archive.shutil, "rmtree", stuck)
    with pytest.raises(ArchiveProblem, match="rows are restored"):
        archive._media_replace(tmp_path / "media" / archive.UNPACKED)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_recordings_are_packed(
    learner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside: list[bool] = []
    monkeypatch.setattr(
        archive, "_media_write", lambda written: inside.append(connection.in_atomic_block) or 0
    )
    archive_write(tmp_path / "b.zip")
    assert inside == [False]


def test_new_rows_count_on_after_the_old_ones(learner: User, tmp_path: Path) -> None:
    archive_write(tmp_path / "b.zip")
    archive_read(tmp_path / "b.zip", replace=True)
    newest = max(Consent.objects.values_list("pk", flat=True))
    consent_set(User.objects.get(username="mila"), "practise", True)
    assert Consent.objects.order_by("-pk").first().pk > newest  # type: ignore[union-attr]


def test_what_is_good_for_a_moment_stays_out(learner: User, tmp_path: Path) -> None:
    archive_write(tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as written:
        labels = {name.split("/")[1].lower() for name in written.namelist() if name.startswith("rows/")}
    assert not any(label.removesuffix(".jsonl") in archive.LEFT_OUT for label in labels)
    assert "accounts.user.jsonl" in labels


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_may_read_it(learner: User, tmp_path: Path) -> None:
    archive_write(tmp_path / "b.zip")
    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600


def test_people_are_not_replaced_by_accident(learner: User, tmp_path: Path) -> None:
    archive_write(tmp_path / "b.zip")
    User.objects.create_user("later")
    with pytest.raises(ArchiveProblem, match="--replace"):
        archive_read(tmp_path / "b.zip")
    assert User.objects.filter(username="later").exists()
    archive_read(tmp_path / "b.zip", replace=True)
    assert not User.objects.filter(username="later").exists()


@pytest.mark.parametrize("content", [b"", b"nothing", b"PK\x03\x04 cut short"])
def test_what_is_no_backup_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.zip").write_bytes(content)
    with pytest.raises(ArchiveProblem, match="no backup"):
        archive_check(tmp_path / "b.zip")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveProblem, match="is not there"):
        archive_check(tmp_path / "b.zip")


def test_a_damaged_file_is_told(learner: User, tmp_path: Path) -> None:
    archive_write(tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        largest = max(archive.infolist(), key=lambda member: member.compress_size)
    data = bytearray((tmp_path / "b.zip").read_bytes())
    data[largest.header_offset + 30 + len(largest.filename) + largest.compress_size // 2] ^= 0xFF
    (tmp_path / "b.zip").write_bytes(data)
    with pytest.raises(ArchiveProblem):
        archive_check(tmp_path / "b.zip")


def changed(path: Path, member: str, change: Callable[[bytes], bytes | None]) -> Path:
    """A backup, a whole ZIP file still, in which one member is another or gone."""
    other = path.with_name("other.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            kept = change(data) if name.startswith(member) else data
            if kept is not None:
                target.writestr(name, kept)
    return other


@pytest.mark.parametrize(
    ("member", "change", "told"),
    [
        ("rows/conversations.Turn.jsonl", lambda data: data[: len(data) // 2], "damaged"),
        ("rows/conversations.Turn.jsonl", lambda data: b"", "missing"),
        ("rows/conversations.Turn.jsonl", lambda data: None, "damaged"),
        ("media/", lambda data: None, "Recordings are missing"),
    ],
)
def test_a_backup_that_is_not_whole_leaves_everything_as_it_was(
    learner: User, tmp_path: Path, member: str, change: Any, told: str
) -> None:
    archive_write(tmp_path / "b.zip")
    User.objects.create_user("later")
    before = everything()
    with pytest.raises(ArchiveProblem, match=told):
        archive_read(changed(tmp_path / "b.zip", member, change), replace=True)
    assert everything() == before
    assert Path(Turn.objects.get().recording.path).read_bytes() == b"RIFF voice"


def test_a_foreign_file_does_not_touch_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "b.zip").write_bytes(b"nothing")
    touched: list[int] = []
    monkeypatch.setattr(restore, "database_prepare", lambda: touched.append(1))
    with pytest.raises(CommandError, match="no backup"):
        call_command("restore", str(tmp_path / "b.zip"), "--replace")
    assert touched == []


def test_a_newer_versions_backup_changes_nothing(learner: User, tmp_path: Path) -> None:
    archive_write(tmp_path / "b.zip")
    manifest = json.loads(zipfile.ZipFile(tmp_path / "b.zip").read("manifest.json"))
    manifest["migrations"].append("accounts.9999_from_the_future")
    with zipfile.ZipFile(tmp_path / "new.zip", "w") as written:
        written.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(ArchiveProblem, match="newer"):
        archive_read(tmp_path / "new.zip", replace=True)
    assert User.objects.filter(username="mila").exists()


def test_a_path_that_leaves_the_folder_is_left_out(learner: User, tmp_path: Path) -> None:
    archive_write(tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip", "a") as written:
        written.writestr("media/../../evil.txt", "x")
    archive_read(tmp_path / "b.zip", replace=True)
    assert not (tmp_path.parent / "evil.txt").exists()
    assert not (tmp_path / "evil.txt").exists()


def test_the_commands_say_what_they_did(
    learner: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("backup")
    made = next((tmp_path / "backups").glob("*.zip"))
    assert str(made) in capsys.readouterr().out
    call_command("restore", str(made), "--replace")
    assert "1 recordings" in capsys.readouterr().out


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="choose another place"):
        call_command("backup", str(tmp_path / "nowhere" / "b.zip"))
