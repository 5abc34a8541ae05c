"""For operators: where the time of a turn went, and what learners reported of the buddies' lines. Who it was
and what they said is not shown."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from conversations.models import BuddyReport, Turn
from conversations.reports import reports_handle

WIDTH_MS = 4000  # of the drawing; what takes longer is cut off, its number is not
LINE_SHOWN = 120  # characters of a line, in a list
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


@admin.register(BuddyReport)
class BuddyReportAdmin(admin.ModelAdmin):
    """The line, the reason and the learner's note are what one has to know. Read-only but for being marked as
    handled, in the list."""

    list_display = ("created_at", "reason", "short", "topic", "persona", "partner", "handled_at")
    list_filter = (("handled_at", admin.EmptyFieldListFilter), "reason", "partner")
    list_select_related = ("turn__conversation__topic",)
    ordering = ("-created_at",)
    date_hierarchy = "created_at"
    fields = (
        *("created_at", "reason", "whole", "note", "topic", "persona", "level", "place"),
        *("partner", "handled_at"),
    )
    readonly_fields = fields
    actions = ("handle", "reopen")

    @admin.display(description=_("buddy's line"))
    def short(self, report: BuddyReport) -> SafeString:
        return format_html('<span lang="en">{}</span>', truncatechars(report.line, LINE_SHOWN))

    @admin.display(description=_("buddy's line"))
    def whole(self, report: BuddyReport) -> SafeString:
        return format_html('<span lang="en">{}</span>', report.line)

    @admin.display(description=_("topic"))
    def topic(self, report: BuddyReport) -> SafeString:
        return format_html('<span lang="en">{}</span>', report.turn.conversation.topic.title)

    @admin.display(description=_("persona"))
    def persona(self, report: BuddyReport) -> str:
        return str(report.turn.conversation.topic.persona.get("name", "–"))

    @admin.display(description=_("level"))
    def level(self, report: BuddyReport) -> str:
        return report.turn.conversation.level

    @admin.display(description=_("talk / turn"))
    def place(self, report: BuddyReport) -> str:
        return f"{report.turn.conversation_id.hex[:8]} / {report.turn.number}"

    @admin.action(description=_("Mark as handled"), permissions=["change"])
    def handle(self, request: HttpRequest, queryset: QuerySet[BuddyReport]) -> None:
        self._mark(request, queryset, handled=True)

    @admin.action(description=_("Open again"), permissions=["change"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[BuddyReport]) -> None:
        self._mark(request, queryset, handled=False)

    def _mark(self, request: HttpRequest, queryset: QuerySet[BuddyReport], *, handled: bool) -> None:
        """Who did it stands in the admin's log, for others who look after the server."""
        for report in reports_handle(queryset, handled=handled):
            self.log_change(request, report, [{"changed": {"fields": ["handled"]}}])

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Of one report nothing can be changed: its page has nothing to save.
        return obj is None and super().has_change_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request) or super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # it goes with its talk
