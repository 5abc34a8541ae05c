"""``manage.py fetch_models`` as a test calls it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


def fetched(**options: Any) -> str:
    said = io.StringIO()
    call_command("fetch_models", tier="gpu", stdout=said, **{"yes": True, **options})
    return said.getvalue()


def refused(**options: Any) -> str:
    with pytest.raises(CommandError) as told:
        fetched(**options)
    return str(told.value)


def large(models: Path) -> Path:
    return models / "seamless-m4t-v2-large"
