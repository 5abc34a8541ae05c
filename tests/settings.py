"""Settings of the tests: the embedded profile with the instant engines, files in a folder of its own.

``TESTS_DATABASE_URL`` runs them on PostgreSQL. The server profile is tested in processes of its own.
"""

from __future__ import annotations

import os
import tempfile

os.environ["DATABASE_URL"] = os.environ["REDIS_URL"] = ""  # not those of somebody's real server
os.environ.setdefault("IM4TALKIN_DATA", tempfile.mkdtemp(prefix="im4talkin-tests-"))
os.environ.setdefault("IM4TALKIN_ENGINES", "instant")
os.environ.setdefault("IM4TALKIN_BENCH", "1")

from im4talkin.profile import profile_of
from im4talkin.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if _url := os.environ.get("TESTS_DATABASE_URL"):
    _server = profile_of(_url, "redis://unused", data_dir=DATA_DIR, prefix="tests", connections=24)  # noqa: F405
    DATABASES = {"default": dict(_server.database)}
else:
    # Turns work in threads of their own, each with its own connection: an in-memory database is not enough.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}  # noqa: F405
