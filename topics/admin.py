"""The teachers' desk: topics with their beats, checked whenever they are saved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from topics.admin_fields import SMALL, field_for
from topics.admin_voice import TopicForm
from topics.models import Beat, Topic, TopicQuerySet
from topics.problems import problem_here
from topics.selectors import topic_problems
from topics.services import topic_export, topic_settle
from topics.voices import chosen_speaker, clip_path

MOST_SHOWN = 8  # a page of problems helps nobody


def _reply(number: int) -> tuple[str, ...]:
    words = ("stance", "say", "ru", "hear", "echo", "recast", "react", "react_ru")
    return tuple(f"reply{number}_{name}" for name in (*words, "remember", "next", "missed"))


class BeatInline(admin.StackedInline):
    model = Beat
    extra = 0
    ordering = ["order"]
    show_change_link = False
    fieldsets = [
        (None, {"fields": [("order", "slug", "step"), "say", "ru", "simpler", "starter"]}),
        (_("Reply 1: short"), {"classes": ["collapse"], "fields": _reply(1)}),
        (_("Reply 2: fuller"), {"classes": ["collapse"], "fields": _reply(2)}),
        (_("Reply 3: stretch"), {"classes": ["collapse"], "fields": _reply(3)}),
        (
            _("Other answers"),
            {
                "classes": ["collapse"],
                "fields": ["other", "anything", "anything_ru", "anything_remember", "anything_next"],
            },
        ),
        (_("Told before the question"), {"classes": ["collapse"], "fields": ["listening"]}),
        (
            _("More"),
            {"classes": ["collapse"], "fields": ["and_you", "and_you_ru", "own_words", "practises", "fill"]},
        ),
    ]

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if field := field_for(db_field):
            return field
        if isinstance(db_field, models.TextField):
            kwargs["widget"] = SMALL
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    form = TopicForm
    list_display = [
        "title",
        "level",
        "kind",
        "category",
        "minutes",
        "is_published",
        "is_hidden",
        "updated_at",
    ]
    list_filter = ["level", "is_published", "is_hidden", "kind", "audience"]
    search_fields = ["title", "title_ru", "slug", "category"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [BeatInline]
    actions = ["check_rules", "publish", "withdraw", "export"]
    fieldsets = [
        (None, {"fields": ["title", "title_ru", "slug", "teaser", "teaser_ru"]}),
        (
            _("Who sees it"),
            {"fields": [("level", "kind", "audience"), ("is_published", "is_hidden", "position")]},
        ),
        (_("About"), {"fields": [("category", "minutes"), "interests", ("author", "licence"), "cover"]}),
        (_("The buddy"), {"fields": ["persona", "speaker", "setting", "opener", "closer"]}),
        (_("The lesson"), {"fields": ["goal", "targets", "above_level", "remember", "teacher_note"]}),
        (_("Afterwards"), {"fields": ["retell", "stars", "read_aloud", "postcard"]}),
        (_("Recordings"), {"classes": ["collapse"], "fields": ["audio"]}),
    ]

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        return field_for(db_field) or super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("Voice"))
    def speaker(self, topic: Topic) -> str:
        """For who may only look; others choose it (``admin_voice.py``)."""
        speaker = chosen_speaker(topic.persona)
        return str(_("voice %d") % speaker if speaker is not None else _("the nearest"))

    def get_urls(self) -> list[Any]:
        clip = self.admin_site.admin_view(self.voice_clip)
        return [path("voices/<int:speaker>.wav", clip, name="topics_topic_voice"), *super().get_urls()]

    def voice_clip(self, request: HttpRequest, speaker: int) -> FileResponse:
        """What one speaker said when auditioned, for whoever may change topics."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            return FileResponse(clip_path(speaker).open("rb"), content_type="audio/wav")
        except OSError:
            raise Http404 from None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The beats are stored now: the whole topic can be checked."""
        super().save_related(request, form, formsets, change)
        topic: Topic = form.instance
        wanted = topic.is_published
        problems = topic_settle(topic)
        _tell(self, request, topic, problems)
        if wanted and problems:
            self.message_user(
                request, _("“%s” is kept as a draft until this is mended.") % topic.title, messages.ERROR
            )

    @admin.action(description=_("Check the selected topics"))
    def check_rules(self, request: HttpRequest, queryset: TopicQuerySet) -> None:
        for topic in queryset:
            _tell(self, request, topic, topic_problems(topic))

    @admin.action(description=_("Publish the selected topics"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: TopicQuerySet) -> None:
        for topic in queryset:
            topic.is_published = True
            _tell(self, request, topic, topic_settle(topic))

    @admin.action(description=_("Withdraw the selected topics"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: TopicQuerySet) -> None:
        for topic in queryset:
            topic.is_published = False
            topic_settle(topic)

    @admin.action(description=_("Save as YAML"))
    def export(self, request: HttpRequest, queryset: TopicQuerySet) -> HttpResponse:
        """One document after another, as YAML writes several in one file."""
        text = "\n---\n".join(topic_export(topic) for topic in queryset)
        name = f"{queryset[0].slug}.yaml" if len(queryset) == 1 else "topics.yaml"
        return HttpResponse(
            text,
            content_type="application/yaml; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _tell(desk: TopicAdmin, request: HttpRequest, topic: Topic, problems: list[str]) -> None:
    if not problems:
        desk.message_user(request, _("“%s” is in order.") % topic.title, messages.SUCCESS)
    for problem in problems[:MOST_SHOWN]:
        desk.message_user(request, f"{topic.title}: {problem_here(problem)}", messages.WARNING)
    if more := len(problems[MOST_SHOWN:]):
        desk.message_user(request, _("%(title)s: %(more)d more.") % {"title": topic.title, "more": more})
