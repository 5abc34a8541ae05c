"""Settings of the tests: the embedded profile with the instant engines, files in a folder of its own."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("IM4TALKIN_DATA", tempfile.mkdtemp(prefix="im4talkin-tests-"))
os.environ.setdefault("IM4TALKIN_ENGINES", "instant")
os.environ.setdefault("IM4TALKIN_BENCH", "1")

from im4talkin.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Turns work in threads of their own, each with its own connection: an in-memory database is not enough.
DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}  # noqa: F405
