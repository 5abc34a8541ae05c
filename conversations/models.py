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

from conversations.recordings import recording_path, recording_storage


class Conversation(models.Model):
    class Status(models.TextChoices):
        TALKING = "talking"
        FINISHED = "finished"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversations")
    topic = models.ForeignKey("topics.Topic", on_delete=models.PROTECT, related_name="conversations")
    status = models.CharField(max_length=10, choices=Status, default=Status.TALKING)
    level = models.CharField(max_length=2, default="B1", help_text="CEFR level the talk is held at")
    state = models.JSONField(default=dict, help_text="ml.types.TalkState: where the scenario stands")
    offer = models.JSONField(default=dict, blank=True, help_text="what may be answered now")
    voice = models.CharField(max_length=6, default="server", help_text="who speaks: server, or device")
    ticks = models.JSONField(default=list, blank=True, help_text="“I said…” ticked on hearing the retelling")
    postcard_read_at = models.DateTimeField(null=True, blank=True)
    last_seq = models.PositiveIntegerField(default=0)
    last_turn = models.PositiveIntegerField(default=0, help_text="highest turn number in use")
    holder = models.CharField(max_length=32, blank=True, help_text="the connection that has the talk")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
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
        OPENING = "opening"
        SPEECH = "speech"
        TYPED = "typed"
        MOVE = "move"  # a move was tapped
        SILENCE = "silence"  # nobody spoke: a word of patience
        GO_ON = "go_on"  # nobody spoke: the buddy takes the turn
        CLOSING = "closing"

    class Status(models.TextChoices):
        LISTENING = "listening"
        ANSWERING = "answering"
        DONE = "done"
        DISMISSED = "dismissed"
        FAILED = "failed"

    LIVE = (Status.LISTENING, Status.ANSWERING)

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField(help_text="0 is the buddy's opening")
    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=10, choices=Status, default=Status.LISTENING)
    mode = models.CharField(max_length=4, default="open", help_text="open microphone, or hold (push-to-talk)")
    interrupts = models.BooleanField(default=False, help_text="the buddy was speaking when it began")
    ref = models.CharField(max_length=40, blank=True, help_text="the client's name for a typed reply")

    attempt = models.PositiveSmallIntegerField(default=0, help_text="0 until a worker takes the turn")
    worker = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    offset = models.PositiveIntegerField(default=0, help_text="samples before the speech, lead-in included")
    samples = models.PositiveIntegerField(default=0, help_text="samples to the end of the turn")
    ended_reason = models.CharField(max_length=12, blank=True)

    evidence = models.CharField(max_length=10, blank=True)
    text = models.TextField(blank=True, help_text="intent transcript: the reply may use it")
    surface = models.TextField(blank=True, help_text="surface transcript: errors kept, for corrections")
    reply_key = models.CharField(max_length=80, blank=True, help_text="the offered line that was read")
    slip = models.JSONField(null=True, blank=True, help_text="variant of the line that was heard")
    confidence = models.FloatField(default=0)
    spotted = models.JSONField(default=list, blank=True, help_text="keys of words noticed in free speech")
    guess = models.CharField(max_length=80, blank=True, help_text="the nearest line, when unsure")
    move = models.CharField(max_length=80, blank=True, help_text="the move that was said or tapped")
    before = models.JSONField(
        default=dict, blank=True, help_text="state and offer before the turn, to take it back"
    )
    helps = models.JSONField(default=dict, blank=True, help_text="helps used on this turn's reply, counted")

    buddy_text = models.TextField(blank=True)
    played_text = models.TextField(
        null=True, blank=True, help_text="what of it was heard; history keeps only this"
    )
    recording = models.FileField(
        upload_to=recording_path, storage=recording_storage, blank=True, help_text="kept by consent only"
    )
    trouble = models.CharField(
        max_length=40, blank=True, help_text="code of what went wrong last; the turn may be done all the same"
    )
    timings = models.JSONField(default=dict, blank=True, help_text="milliseconds by stage")
    # By the database's clock, as leases are: web processes and workers may be on other machines.
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
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

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="events")
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, null=True, related_name="events")
    seq = models.PositiveIntegerField()
    type = models.CharField(max_length=24)
    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("conversation", "seq")
        constraints = (models.UniqueConstraint(fields=("conversation", "seq"), name="event_seq_once"),)

    def __str__(self) -> str:
        return f"{self.conversation_id}#{self.seq} {self.type}"


class Correction(models.Model):
    """A mistake in a turn, in ERRANT's terms (Bryant et al. 2017)."""

    class Style(models.TextChoices):
        RECAST = "recast"
        PROMPT = "prompt"
        EXPLANATION = "explanation"

    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="corrections")
    start = models.PositiveIntegerField(help_text="first character in the surface transcript")
    end = models.PositiveIntegerField()
    original = models.CharField(max_length=300)
    replacement = models.CharField(max_length=300)
    code = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    confidence = models.FloatField()
    engine = models.CharField(max_length=60)
    style = models.CharField(max_length=12, choices=Style, default=Style.EXPLANATION)

    class Meta:
        ordering = ("turn", "start")

    def __str__(self) -> str:
        return f"{self.turn_id}: {self.code}"
