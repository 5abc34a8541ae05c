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
    ("queue_ms", _("queue")),
    ("silence_ms", _("silence")),
    ("answer_ms", _("answer")),
    ("engine_ms", _("of it engines")),
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

    class Media:
        css = {"all": ("css/desk.css",)}

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
            (key.partition("_")[0], WIDTH_MS, min(int(ms), WIDTH_MS), name, int(ms))
            for key, name in STAGES
            if (ms := turn.timings.get(key)) is not None
        ]
        if not bars:
            return SafeString("–")
        row = '<span class="stage stage--{}"><progress max="{}" value="{}" aria-hidden="true"></progress> '
        row += "<span>{} {}</span></span>"
        return format_html("<div>{}</div>", format_html_join("", row, bars))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
