"""The Celery application. The embedded profile calls tasks in process and connects to no broker."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery, signals
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "im4talkin.settings")

app = Celery("im4talkin")
app.conf.update(settings.CELERY)
app.autodiscover_tasks()


@signals.worker_ready.connect
def _begin(sender: Any, **kwargs: Any) -> None:
    """Engines are loaded before the first turn needs them; abandoned turns are looked for."""
    from conversations.engines import engines_warm
    from conversations.reaper import Reaper
    from im4talkin.installation import Keeper

    if str(sender.hostname).startswith("speech@"):
        engines_warm()
        Reaper(sender.controller.concurrency).start()
        Keeper().start()


@signals.worker_shutting_down.connect
def _give_back(**kwargs: Any) -> None:
    """Turns that are listened to go to another worker at once; answers are finished."""
    from conversations.streams import streams

    streams.stop()


@signals.worker_shutdown.connect
def _end(**kwargs: Any) -> None:
    from conversations.engines import engines_close

    engines_close()
