"""What the buddy knows of a learner: the first conversation about them, and the memory of what they told."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticeConfig(AppConfig):
    name = "practice"
    verbose_name = _("Getting to know the learner")

    def ready(self) -> None:
        from accounts import arriving
        from accounts import joining as accounts_joining
        from conversations import acquaintance
        from practice import joining, privacy, selectors, services

        privacy.register()
        acquaintance.remembers(services.about_for_talk)
        accounts_joining.on_joining("known", joining.known_move, joining.known_count)
        arriving.on_arriving("first conversation", selectors.first_page_of)
