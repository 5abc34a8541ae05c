"""The addresses of every page."""

from __future__ import annotations

import sys

from django.contrib import admin
from django.urls import include, path

from im4talkin.health import healthz

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("", include("accounts.urls")),
]
for _app in ("topics.urls", "conversations.urls"):  # TODO: plain includes once both can be imported
    try:
        urlpatterns.append(path("", include(_app)))
    except ImportError as _missing:
        sys.stderr.write(f"left out {_app}: {_missing}\n")
