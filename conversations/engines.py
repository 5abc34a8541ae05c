"""The engines of this process, as the settings name them."""

from __future__ import annotations

import logging
import threading
from functools import cache

from django.conf import settings

from ml.errors import EngineError
from ml.registry import EXTRA_ROLES, ROLES, Engines
from ml.vad import voice_activity

logger = logging.getLogger(__name__)


@cache
def engines() -> Engines:
    return Engines(settings.SPEECH_ENGINES)


def page_engines() -> Engines:
    """The engines for what a page asks for and waits for. On a server only workers have the heavy ones; the
    web processes have light ones in their place."""
    return _light() if settings.PAGE_ENGINES else engines()


@cache
def _light() -> Engines:
    return Engines({**settings.SPEECH_ENGINES, **settings.PAGE_ENGINES})


def engines_warm() -> threading.Thread:
    """Load all engines in the background, so that the first turn finds them ready."""

    def load() -> None:
        voice_activity()
        for role in (*ROLES, *filter(engines().has, EXTRA_ROLES)):
            try:
                engines().get(role)
            except EngineError as error:
                logger.error("the %s cannot be loaded: %s", role, error)

    thread = threading.Thread(target=load, name="engines-warm", daemon=True)
    thread.start()
    return thread


def engines_close() -> None:
    engines().close()
    _light().close()
