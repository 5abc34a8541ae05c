"""The addresses of every page."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from im4talkin.classroom.views import board
from im4talkin.front import front, guest_start
from im4talkin.health import healthz, readyz
from im4talkin.metrics import metrics
from im4talkin.status import status, status_engines

admin.site.site_title = "im4talkin"
admin.site.site_header = _("im4talkin: behind the scenes")
admin.site.index_title = _("What is here")

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("status/", status, name="status"),
    path("status/engines/", status_engines, name="status-engines"),
    path("class/", board, name="class-board"),
    path("", front, name="home"),
    path("t/<slug:slug>/talk/", guest_start, name="guest-start"),
    path("", include("accounts.urls")),
    path("", include("classes.urls")),
    path("", include("topics.urls")),
    path("", include("conversations.urls")),
    path("", include("practice.urls")),
]
