"""The addresses of every page."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

from im4talkin.health import healthz

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("", include("accounts.urls")),
]
# TODO: plain includes once both are there
urlpatterns += [path("", include(app)) for app in ("topics.urls", "conversations.urls") if find_spec(app)]
