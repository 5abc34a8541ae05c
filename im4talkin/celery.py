"""The Celery application. The embedded profile calls tasks in process and connects to no broker."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "im4talkin.settings")

app = Celery("im4talkin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
