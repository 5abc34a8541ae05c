"""Topics and the beats of their talks, as teachers edit them.

Rows hold what the YAML holds (``ml/scenario.py``): scalars that are listed or searched are columns,
the other parts are JSON documents. Write through ``topics/services.py``.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TopicQuerySet(models.QuerySet["Topic"]):
    def published(self) -> TopicQuerySet:
        """Topics that may be talked about, the hidden ones included."""
        return self.filter(is_published=True)

    def listed(self) -> TopicQuerySet:
        """Published topics that learners see in lists."""
        return self.published().filter(is_hidden=False)


class Topic(models.Model):
    """One conversation: who speaks, what for, and (in ``beats``) how it goes."""

    class Level(models.TextChoices):
        A1 = "A1"
        A2 = "A2"
        B1 = "B1"
        B2 = "B2"
        C1 = "C1"

    class Kind(models.TextChoices):
        ROLEPLAY = "roleplay", _("roleplay")
        FREE_TALK = "free talk", _("free talk")
        INTERVIEW = "interview", _("interview")
        DEBATE = "debate", _("debate")
        STORY = "story", _("story")

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("everyone")
        ADULTS = "adults", _("adults")

    slug = models.SlugField(
        max_length=80, unique=True, help_text=_("Part of the address; never change it after publishing.")
    )
    title = models.CharField(max_length=120)
    title_ru = models.CharField(max_length=120, blank=True)
    teaser = models.TextField(help_text=_("One or two sentences that make one curious."))
    teaser_ru = models.TextField(blank=True)
    level = models.CharField(max_length=2, choices=Level)
    category = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=Kind)
    minutes = models.PositiveSmallIntegerField(default=7)
    interests = models.JSONField(default=list, blank=True)
    audience = models.CharField(max_length=20, choices=Audience, default=Audience.EVERYONE)
    author = models.CharField(max_length=120)
    licence = models.CharField(max_length=60, default="CC-BY-4.0")

    cover = models.JSONField(default=dict, blank=True)
    teacher_note = models.JSONField(default=dict, blank=True)
    persona = models.JSONField(default=dict)
    setting = models.JSONField(default=dict)
    goal = models.JSONField(default=dict)
    targets = models.JSONField(default=dict, blank=True)
    above_level = models.JSONField(default=list, blank=True)
    remember = models.JSONField(default=dict, blank=True)
    audio = models.JSONField(default=dict, blank=True)
    opener = models.JSONField(default=dict)
    closer = models.JSONField(default=dict)
    postcard = models.JSONField(default=dict, blank=True)
    retell = models.JSONField(default=dict, blank=True)
    stars = models.JSONField(default=list, blank=True)
    read_aloud = models.JSONField(default=list, blank=True)

    position = models.PositiveIntegerField(default=100, help_text=_("Smaller comes first in lists."))
    is_published = models.BooleanField(default=False)
    is_hidden = models.BooleanField(
        default=False, help_text=_("Can be opened by its address, is in no list.")
    )
    loaded_checksum = models.CharField(
        max_length=64, blank=True, editable=False
    )  # of the catalogue's document; differs from the row's own once a teacher has edited it
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "level", "title"]

    def __str__(self) -> str:
        return f"{self.title} ({self.level})"


class Beat(models.Model):
    """One exchange. Three fixed groups of columns hold the replies; ``other`` is a JSON list."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="beats")
    order = models.PositiveSmallIntegerField()
    slug = models.CharField(max_length=60, help_text=_("Name of this beat; `next` refers to it."))
    say = models.TextField(help_text=_("What the buddy says; the question comes last, one question only."))
    ru = models.TextField(blank=True)
    fill = models.JSONField(default=dict, blank=True)
    simpler = models.TextField(help_text=_("The same question, easier, 14 words at most."))
    starter = models.TextField(blank=True, help_text=_("How an answer may begin: “I'd …”"))
    step = models.CharField(max_length=60, blank=True)
    practises = models.JSONField(default=list, blank=True)
    listening = models.JSONField(default=dict, blank=True)
    and_you = models.TextField(blank=True, help_text=_("The buddy's own answer, for “And you?”"))
    and_you_ru = models.TextField(blank=True)
    own_words = models.JSONField(default=dict, blank=True)
    other = models.JSONField(default=list, blank=True)
    anything = models.TextField(help_text=_("Fits whatever was said."))
    anything_ru = models.TextField(blank=True)
    anything_remember = models.JSONField(default=dict, blank=True)
    anything_next = models.CharField(max_length=60, blank=True)

    reply1_size = models.CharField(max_length=10, default="short")
    reply1_stance = models.CharField(max_length=40)
    reply1_say = models.TextField()
    reply1_ru = models.TextField(blank=True)
    reply1_hear = models.JSONField(default=list)
    reply1_echo = models.TextField()
    reply1_recast = models.TextField()
    reply1_react = models.TextField()
    reply1_react_ru = models.TextField(blank=True)
    reply1_remember = models.JSONField(default=dict, blank=True)
    reply1_next = models.CharField(max_length=60, blank=True)
    reply1_missed = models.BooleanField(default=False)

    reply2_size = models.CharField(max_length=10, default="fuller")
    reply2_stance = models.CharField(max_length=40)
    reply2_say = models.TextField()
    reply2_ru = models.TextField(blank=True)
    reply2_hear = models.JSONField(default=list)
    reply2_echo = models.TextField()
    reply2_recast = models.TextField()
    reply2_react = models.TextField()
    reply2_react_ru = models.TextField(blank=True)
    reply2_remember = models.JSONField(default=dict, blank=True)
    reply2_next = models.CharField(max_length=60, blank=True)
    reply2_missed = models.BooleanField(default=False)

    reply3_size = models.CharField(max_length=10, default="stretch")
    reply3_stance = models.CharField(max_length=40)
    reply3_say = models.TextField()
    reply3_ru = models.TextField(blank=True)
    reply3_hear = models.JSONField(default=list)
    reply3_echo = models.TextField()
    reply3_recast = models.TextField()
    reply3_react = models.TextField()
    reply3_react_ru = models.TextField(blank=True)
    reply3_remember = models.JSONField(default=dict, blank=True)
    reply3_next = models.CharField(max_length=60, blank=True)
    reply3_missed = models.BooleanField(default=False)

    class Meta:
        ordering = ["topic", "order"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "slug"], name="beat_slug_once_a_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.slug}"
