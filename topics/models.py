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
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("Part of the address; never change it after publishing."),
    )
    title = models.CharField(_("title"), max_length=120)
    title_ru = models.CharField(_("title in Russian"), max_length=120, blank=True)
    teaser = models.TextField(_("teaser"), help_text=_("One or two sentences that make one curious."))
    teaser_ru = models.TextField(_("teaser in Russian"), blank=True)
    level = models.CharField(_("level"), max_length=2, choices=Level)
    category = models.CharField(_("category"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=7)
    interests = models.JSONField(_("interests"), default=list, blank=True)
    audience = models.CharField(_("for whom"), max_length=20, choices=Audience, default=Audience.EVERYONE)
    author = models.CharField(_("author"), max_length=120)
    licence = models.CharField(_("licence"), max_length=60, default="CC-BY-4.0")

    cover = models.JSONField(_("cover"), default=dict, blank=True)
    teacher_note = models.JSONField(_("note for teachers"), default=dict, blank=True)
    persona = models.JSONField(_("persona"), default=dict)
    setting = models.JSONField(_("setting"), default=dict)
    goal = models.JSONField(_("goal"), default=dict)
    targets = models.JSONField(_("phrases and grammar"), default=dict, blank=True)
    above_level = models.JSONField(_("words above the level"), default=list, blank=True)
    remember = models.JSONField(_("what is remembered"), default=dict, blank=True)
    audio = models.JSONField(_("recordings"), default=dict, blank=True)
    opener = models.JSONField(_("opening"), default=dict)
    closer = models.JSONField(_("closing"), default=dict)
    postcard = models.JSONField(_("postcard"), default=dict, blank=True)
    retell = models.JSONField(_("story at the end"), default=dict, blank=True)
    stars = models.JSONField(_("stars"), default=list, blank=True)
    read_aloud = models.JSONField(_("to read aloud"), default=list, blank=True)

    position = models.PositiveIntegerField(
        _("place in lists"), default=100, help_text=_("Smaller comes first in lists.")
    )
    is_published = models.BooleanField(_("published"), default=False)
    is_hidden = models.BooleanField(
        _("hidden"), default=False, help_text=_("Can be opened by its address, is in no list.")
    )
    loaded_checksum = models.CharField(
        _("checksum"), max_length=64, blank=True, editable=False
    )  # of the catalogue's document; differs from the row's own once a teacher has edited it
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("topic"), _("topics")
        ordering = ["position", "level", "title"]

    def __str__(self) -> str:
        return f"{self.title} ({self.level})"


class Beat(models.Model):
    """One exchange. Three fixed groups of columns hold the replies; ``other`` is a JSON list."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="beats", verbose_name=_("topic"))
    order = models.PositiveSmallIntegerField(_("order"))
    slug = models.CharField(_("name"), max_length=60, help_text=_("Name of this beat; `next` refers to it."))
    say = models.TextField(
        _("line"), help_text=_("What the buddy says; the question comes last, one question only.")
    )
    ru = models.TextField(_("in Russian"), blank=True)
    fill = models.JSONField(_("passages by choice"), default=dict, blank=True)
    simpler = models.TextField(_("easier"), help_text=_("The same question, easier, 14 words at most."))
    starter = models.TextField(
        _("beginning of an answer"), blank=True, help_text=_("How an answer may begin: “I'd …”")
    )
    step = models.CharField(_("step"), max_length=60, blank=True)
    practises = models.JSONField(_("practises"), default=list, blank=True)
    listening = models.JSONField(_("told before"), default=dict, blank=True)
    and_you = models.TextField(
        _("answer to “And you?”"), blank=True, help_text=_("The buddy's own answer, for “And you?”")
    )
    and_you_ru = models.TextField(_("the same in Russian"), blank=True)
    own_words = models.JSONField(_("own words"), default=dict, blank=True)
    other = models.JSONField(_("other answers"), default=list, blank=True)
    anything = models.TextField(_("to any other answer"), help_text=_("Fits whatever was said."))
    anything_ru = models.TextField(_("the same in Russian"), blank=True)
    anything_remember = models.JSONField(_("remember then"), default=dict, blank=True)
    anything_next = models.CharField(_("next then"), max_length=60, blank=True)

    reply1_size = models.CharField(_("size"), max_length=10, default="short")
    reply1_stance = models.CharField(_("stance"), max_length=40)
    reply1_say = models.TextField(_("the learner's line"))
    reply1_ru = models.TextField(_("in Russian"), blank=True)
    reply1_hear = models.JSONField(_("words to hear"), default=list)
    reply1_echo = models.TextField(_("echo"))
    reply1_recast = models.TextField(_("recast"))
    reply1_react = models.TextField(_("reaction"))
    reply1_react_ru = models.TextField(_("echo and reaction in Russian"), blank=True)
    reply1_remember = models.JSONField(_("remember"), default=dict, blank=True)
    reply1_next = models.CharField(_("next"), max_length=60, blank=True)
    reply1_missed = models.BooleanField(_("missed the telling"), default=False)

    reply2_size = models.CharField(_("size"), max_length=10, default="fuller")
    reply2_stance = models.CharField(_("stance"), max_length=40)
    reply2_say = models.TextField(_("the learner's line"))
    reply2_ru = models.TextField(_("in Russian"), blank=True)
    reply2_hear = models.JSONField(_("words to hear"), default=list)
    reply2_echo = models.TextField(_("echo"))
    reply2_recast = models.TextField(_("recast"))
    reply2_react = models.TextField(_("reaction"))
    reply2_react_ru = models.TextField(_("echo and reaction in Russian"), blank=True)
    reply2_remember = models.JSONField(_("remember"), default=dict, blank=True)
    reply2_next = models.CharField(_("next"), max_length=60, blank=True)
    reply2_missed = models.BooleanField(_("missed the telling"), default=False)

    reply3_size = models.CharField(_("size"), max_length=10, default="stretch")
    reply3_stance = models.CharField(_("stance"), max_length=40)
    reply3_say = models.TextField(_("the learner's line"))
    reply3_ru = models.TextField(_("in Russian"), blank=True)
    reply3_hear = models.JSONField(_("words to hear"), default=list)
    reply3_echo = models.TextField(_("echo"))
    reply3_recast = models.TextField(_("recast"))
    reply3_react = models.TextField(_("reaction"))
    reply3_react_ru = models.TextField(_("echo and reaction in Russian"), blank=True)
    reply3_remember = models.JSONField(_("remember"), default=dict, blank=True)
    reply3_next = models.CharField(_("next"), max_length=60, blank=True)
    reply3_missed = models.BooleanField(_("missed the telling"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("exchange"), _("exchanges")
        ordering = ["topic", "order"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "slug"], name="beat_slug_once_a_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.slug}"
