"""For operators: where the time of a turn went. Nothing that was said is shown here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from conversations.models import Turn

WIDTH_MS = 4000  # of the drawing; what takes longer is cut off, its number is not
STAGES = (
    ("queue_ms", _("queue"), "#8d8271"),
    ("silence_ms", _("silence"), "#f0b441"),
    ("answer_ms", _("answer"), "#1e5b4f"),
    ("engine_ms", _("of it engines"), "#7fb8a6"),
)


@admin.register(Turn)
class TurnAdmin(admin.ModelAdmin):
    """Read-only; its fields are ids, codes and times."""

    list_display = (
        "place",
        "created_at",
        "kind",
        "status",
        "evidence",
        "ended_reason",
        "attempt",
        "trouble",
        "waterfall",
    )
    list_filter = ("status", "trouble", "kind", "evidence", "ended_reason")
    list_select_related = ("conversation",)
    ordering = ("-created_at",)
    date_hierarchy = "created_at"
    fields = (*list_display, "worker", "revision", "kept")
    readonly_fields = fields

    @admin.display(description=_("talk / turn"))
    def place(self, turn: Turn) -> str:
        return f"{turn.conversation_id.hex[:8]} / {turn.number}"

    @admin.display(description=_("kept recording"))
    def kept(self, turn: Turn) -> str:
        """Where it lies; only its learner may hear it here."""
        return turn.recording.name or "–"

    @admin.display(description=_("where the time went"))
    def waterfall(self, turn: Turn) -> SafeString:
        """One bar a stage, in milliseconds; numbers stand beside them for who sees no colours."""
        bars = [
            (colour, min(int(ms), WIDTH_MS) * 100 // WIDTH_MS, name, int(ms))
            for key, name, colour in STAGES
            if (ms := turn.timings.get(key)) is not None
        ]
        if not bars:
            return SafeString("–")
        row = '<span style="display:block;border-left:2px solid {0};background:linear-gradient({0},{0}) '
        row += '0/{1}% 100% no-repeat;min-width:14em"><span style="background:Canvas">{2} {3}</span></span>'
        return format_html("<div>{}</div>", format_html_join("", row, bars))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
