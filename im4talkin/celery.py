"""The Celery application. The embedded profile calls tasks in process and connects to no broker."""

from __future__ import annotations

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "im4talkin.settings")

app = Celery("im4talkin")
app.conf.update(settings.CELERY)
app.autodiscover_tasks()
