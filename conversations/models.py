"""A talk, its turns, and the events that let a client come back to it.

A turn's life::

    listening ──ended──▶ answering ──▶ done
        │                    │
        ├── backchannel, nothing ──▶ dismissed
        └── three attempts failed, or abandoned ──▶ failed

Whoever works on a turn holds its lease: ``attempt``, ``worker``, ``lease_until``. A write that names
another attempt changes nothing, so a worker that was given up cannot speak again.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.asked_models import AskedPhrase as AskedPhrase
from conversations.recordings import recording_path, recording_storage
from conversations.report_models import BuddyReport as BuddyReport


class Conversation(models.Model):
    class Status(models.TextChoices):
        TALKING = "talking", _("going on")
        FINISHED = "finished", _("finished")

    id = models.UUIDField(_("id"), primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="conversations",
        verbose_name=_("learner"),
    )
    topic = models.ForeignKey(
        "topics.Topic", on_delete=models.PROTECT, related_name="conversations", verbose_name=_("topic")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.TALKING)
    level = models.CharField(
        _("level"), max_length=2, default="B1", help_text=_("CEFR level the talk is held at")
    )
    state = models.JSONField(
        _("state"), default=dict, help_text=_("ml.types.TalkState: where the scenario stands")
    )
    offer = models.JSONField(_("offer"), default=dict, blank=True, help_text=_("what may be answered now"))
    voice = models.CharField(
        _("voice"), max_length=6, default="server", help_text=_("who speaks: server, or device")
    )
    translations = models.BooleanField(
        _("with translations"),
        default=False,
        help_text=_("replies are wanted in the learner’s own language, too"),
    )
    ticks = models.JSONField(
        _("ticks"), default=list, blank=True, help_text=_("“I said…” ticked on hearing the retelling")
    )
    postcard_read_at = models.DateTimeField(_("postcard read"), null=True, blank=True)
    last_seq = models.PositiveIntegerField(_("last event"), default=0)
    last_turn = models.PositiveIntegerField(
        _("last turn"), default=0, help_text=_("highest turn number in use")
    )
    holder = models.CharField(
        _("connection"), max_length=32, blank=True, help_text=_("the connection that has the talk")
    )
    started_at = models.DateTimeField(_("began"), auto_now_add=True)
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("talk")
        verbose_name_plural = _("talks")
        ordering = ("-started_at",)
        indexes = (models.Index(fields=("user", "status", "-started_at")),)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def group(self) -> str:
        """Channel group of everyone who follows this talk."""
        return f"talk.{self.pk.hex}"


class Turn(models.Model):
    class Kind(models.TextChoices):
        OPENING = "opening", _("opening")
        SPEECH = "speech", _("speech")
        TYPED = "typed", _("typed")
        MOVE = "move", _("move")  # a move was tapped
        SILENCE = "silence", _("silence")  # nobody spoke: a word of patience
        GO_ON = "go_on", _("buddy goes on")  # nobody spoke: the buddy takes the turn
        CLOSING = "closing", _("closing")

    class Status(models.TextChoices):
        LISTENING = "listening", _("listening")
        ANSWERING = "answering", _("answering")
        DONE = "done", _("done")
        DISMISSED = "dismissed", _("dismissed")
        FAILED = "failed", _("failed")

    LIVE = (Status.LISTENING, Status.ANSWERING)

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="turns", verbose_name=_("talk")
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("0 is the buddy's opening"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.LISTENING)
    mode = models.CharField(
        _("microphone"), max_length=4, default="open", help_text=_("open microphone, or hold (push-to-talk)")
    )
    interrupts = models.BooleanField(
        _("interrupts"), default=False, help_text=_("the buddy was speaking when it began")
    )
    ref = models.CharField(
        _("client's name"), max_length=40, blank=True, help_text=_("the client's name for a typed reply")
    )

    attempt = models.PositiveSmallIntegerField(
        _("attempt"), default=0, help_text=_("0 until a worker takes the turn")
    )
    worker = models.CharField(_("worker"), max_length=40, blank=True)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=0)

    offset = models.PositiveIntegerField(
        _("samples before"), default=0, help_text=_("samples before the speech, lead-in included")
    )
    samples = models.PositiveIntegerField(
        _("samples"), default=0, help_text=_("samples to the end of the turn")
    )
    ended_reason = models.CharField(_("ended by"), max_length=12, blank=True)

    evidence = models.CharField(_("evidence"), max_length=10, blank=True)
    text = models.TextField(_("text"), blank=True, help_text=_("intent transcript: the reply may use it"))
    surface = models.TextField(
        _("surface"), blank=True, help_text=_("surface transcript: errors kept, for corrections")
    )
    reply_key = models.CharField(
        _("line"), max_length=80, blank=True, help_text=_("the offered line that was read")
    )
    slip = models.JSONField(
        _("slip"), null=True, blank=True, help_text=_("variant of the line that was heard")
    )
    confidence = models.FloatField(_("confidence"), default=0)
    spotted = models.JSONField(
        _("words noticed"), default=list, blank=True, help_text=_("keys of words noticed in free speech")
    )
    guess = models.CharField(
        _("guess"), max_length=80, blank=True, help_text=_("the nearest line, when unsure")
    )
    move = models.CharField(
        _("move"), max_length=80, blank=True, help_text=_("the move that was said or tapped")
    )
    before = models.JSONField(
        _("before"), default=dict, blank=True, help_text=_("state and offer before the turn, to take it back")
    )
    helps = models.JSONField(
        _("helps"), default=dict, blank=True, help_text=_("helps used on this turn's reply, counted")
    )

    buddy_text = models.TextField(_("buddy's reply"), blank=True)
    played_text = models.TextField(
        _("reply as heard"),
        null=True,
        blank=True,
        help_text=_("what of it was heard; history keeps only this"),
    )
    recording = models.FileField(
        _("recordings of your voice"),
        upload_to=recording_path,
        storage=recording_storage,
        blank=True,
        help_text=_("kept by consent only"),
    )
    trouble = models.CharField(
        _("trouble"),
        max_length=40,
        blank=True,
        help_text=_("code of what went wrong last; the turn may be done all the same"),
    )
    timings = models.JSONField(_("times"), default=dict, blank=True, help_text=_("milliseconds by stage"))
    # By the database's clock, as leases are: web processes and workers may be on other machines.
    created_at = models.DateTimeField(_("began"), db_default=Now(), editable=False)
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        ordering = ("conversation", "number")
        constraints = (
            models.UniqueConstraint(fields=("conversation", "number"), name="turn_number_once"),
            models.UniqueConstraint(
                fields=("conversation", "ref"), condition=~models.Q(ref=""), name="typed_reply_once"
            ),
        )
        indexes = (models.Index(fields=("status", "lease_until")),)

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.number}"


class TurnEvent(models.Model):
    """A lasting event, as it was sent; ``seq`` counts up by one within a conversation."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="events", verbose_name=_("talk")
    )
    turn = models.ForeignKey(
        Turn, on_delete=models.CASCADE, null=True, related_name="events", verbose_name=_("turn")
    )
    seq = models.PositiveIntegerField(_("event number"))
    type = models.CharField(_("type"), max_length=24)
    payload = models.JSONField(_("content"))
    created_at = models.DateTimeField(_("began"), auto_now_add=True)

    class Meta:
        verbose_name = _("event of a talk")
        verbose_name_plural = _("events of talks")
        ordering = ("conversation", "seq")
        constraints = (models.UniqueConstraint(fields=("conversation", "seq"), name="event_seq_once"),)

    def __str__(self) -> str:
        return f"{self.conversation_id}#{self.seq} {self.type}"


class Correction(models.Model):
    """A mistake in a turn, in ERRANT's terms (Bryant et al. 2017)."""

    class Style(models.TextChoices):
        RECAST = "recast", _("said differently")
        PROMPT = "prompt", _("asked to repeat")
        EXPLANATION = "explanation", _("explained")

    turn = models.ForeignKey(
        Turn, on_delete=models.CASCADE, related_name="corrections", verbose_name=_("turn")
    )
    start = models.PositiveIntegerField(_("from"), help_text=_("first character in the surface transcript"))
    end = models.PositiveIntegerField(_("to"))
    original = models.CharField(_("said"), max_length=300)
    replacement = models.CharField(_("better"), max_length=300)
    code = models.CharField(_("kind of mistake"), max_length=20)
    reason = models.CharField(_("reason"), max_length=300)
    confidence = models.FloatField(_("confidence"))
    engine = models.CharField(_("engine"), max_length=60)
    style = models.CharField(_("how it is told"), max_length=12, choices=Style, default=Style.EXPLANATION)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ("turn", "start")

    def __str__(self) -> str:
        return f"{self.turn_id}: {self.code}"


class ListenedTo(models.Model):
    """Somebody else played a learner's recording, with their consent. Shown to whose voice it was."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="was_listened_to",
        verbose_name=_("learner"),
    )
    listener = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="listened_to",
        verbose_name=_("who listened"),
    )
    turn = models.ForeignKey(
        Turn, on_delete=models.SET_NULL, null=True, related_name="listened_to", verbose_name=_("turn")
    )
    at = models.DateTimeField(_("listened"), default=timezone.now)

    class Meta:
        ordering = ("-at",)
        verbose_name = _("time somebody listened")
        verbose_name_plural = _("times somebody listened")

    def __str__(self) -> str:
        return f"turn {self.turn_id} by user {self.listener_id}"
