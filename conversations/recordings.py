"""Where a learner's voice is kept, when they agreed to that: private files, never under a public URL."""

from __future__ import annotations

import io
import os
import wave
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage

from conversations.protocol import SAMPLE_RATE

if TYPE_CHECKING:
    from conversations.models import Turn


class WholeFiles(FileSystemStorage):
    """A file that the disk takes only in part is not left behind."""

    def _save(self, name: str, content: File[bytes]) -> str:
        try:
            return str(super()._save(name, content))  # type: ignore[misc]  # the stubs leave it out
        except OSError:
            if os.path.lexists(self.path(name)):
                self.delete(name)
            raise


def recording_storage() -> Storage:
    return WholeFiles(location=settings.MEDIA_ROOT, base_url=None, file_permissions_mode=0o600)


def recording_path(turn: Turn, _name: str) -> str:
    return f"recordings/{turn.conversation.user_id}/{turn.conversation_id}/{turn.number}.wav"


def recording_rename(turn: Turn) -> str:
    """Move a turn's recording into the folder of whose talk it is now; gives its new name."""
    storage, old = recording_storage(), str(turn.recording.name)
    new = recording_path(turn, old)
    Path(storage.path(new)).parent.mkdir(parents=True, exist_ok=True)
    Path(storage.path(old)).replace(storage.path(new))
    return new


def wav_bytes(pcm: bytes, rate: int = SAMPLE_RATE) -> bytes:
    """Mono PCM16 as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(rate)
        wav.writeframes(pcm)
    return file.getvalue()
