"""What the server says in the terminal, in the system's language; pages have languages of their own."""

from __future__ import annotations

from django.utils.translation import gettext, override

from im4talkin.launcher.words import console_language


def told(english: str, **values: object) -> str:
    """Import it as ``_``: ``_("Port %(port)d is taken.", port=8000)``."""
    with override(console_language()):
        return gettext(english) % values
