"""Settings of the tests: the embedded profile with the instant engines, files in a folder of its own."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("IM4TALKIN_DATA", tempfile.mkdtemp(prefix="im4talkin-tests-"))
os.environ.setdefault("IM4TALKIN_ENGINES", "instant")
os.environ.setdefault("IM4TALKIN_BENCH", "1")

from im4talkin.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A file, as on a real server: threads that share SQLite's memory get "table is locked" instead of waiting.
DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}  # noqa: F405
