"""What talks keep of people: shown to them, deleted with them, and for how long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.privacy import Kept, Seen, keep
from accounts.purposes import KEEP_RECORDINGS, PRACTISE
from conversations import voice
from conversations.db import writing
from conversations.limits import limit_keys
from conversations.models import (
    AskedPhrase,
    BuddyReport,
    Conversation,
    Correction,
    ListenedTo,
    Turn,
    TurnEvent,
)
from conversations.pruning import recordings_delete, recordings_prune
from conversations.recordings import recordings_folder_delete
from conversations.stopping import audio_forget, listening_stop, talks_stop


def register() -> None:
    keep(
        Kept(
            name="talks",
            title=gettext_lazy("Your talks, with all that was said and corrected"),
            how_long=gettext_lazy("as long as the account; a guest’s until a month after the last visit"),
            models=(Conversation, Turn, TurnEvent, Correction),
            export=talks_export,
            erase=talks_erase,
            uses=(PRACTISE,),
            withdraw={PRACTISE: listening_stop},
        )
    )
    keep(
        Kept(
            name="asked",
            title=gettext_lazy("Phrases you asked for in your own language"),
            how_long=gettext_lazy("as long as the account; a guest’s until a month after the last visit"),
            models=(AskedPhrase,),
            export=asked_export,
            erase=asked_erase,
            uses=(PRACTISE,),
        )
    )
    keep(
        Kept(
            name="reports",
            title=gettext_lazy("What you reported of the buddies’ lines"),
            how_long=gettext_lazy("as long as the account; a guest’s until a month after the last visit"),
            models=(BuddyReport,),
            export=reports_export,
            erase=reports_erase,
        )
    )
    keep(
        Kept(
            name="recordings",
            title=gettext_lazy("Recordings of your voice"),
            how_long=recordings_how_long,
            models=(ListenedTo,),
            files=((Turn, "recording"),),
            export=recordings_export,
            erase=recordings_delete,
            uses=(KEEP_RECORDINGS,),
            withdraw={KEEP_RECORDINGS: recordings_delete},
            expire=recordings_prune,
            seen=recordings_seen,
        )
    )


def recordings_how_long() -> str:
    days = settings.RECORDINGS_DAYS
    if not days:
        return _("until you take the consent back")
    return ngettext(
        "%(days)d day, or until you take the consent back",
        "%(days)d days, or until you take the consent back",
        days,
    ) % {"days": days}


# ------------------------------------------------------------------ shown


def talks_export(user: User) -> Mapping[str, object]:
    """Names that begin with an underscore are for machines: the page of an export leaves them out."""
    talks = Conversation.objects.filter(user=user).select_related("topic").order_by("started_at")
    return {"talks": [_talk(talk) for talk in talks.iterator()]}


def _talk(talk: Conversation) -> dict[str, object]:
    turns = talk.turns.prefetch_related("corrections").order_by("number")
    return {
        "topic": talk.topic.title,
        "level": talk.level,
        "began": talk.started_at,
        "finished": talk.finished_at,
        "turns": [_turn(turn) for turn in turns],
        "_id": str(talk.pk),
        "_state": talk.state,
        "_offer": talk.offer,
        "_ticks": talk.ticks,
        "_postcard_read_at": talk.postcard_read_at,
        "_events": list(talk.events.order_by("seq").values("seq", "type", "payload", "created_at")),
    }


def _turn(turn: Turn) -> dict[str, object]:
    said: dict[str, object] = {
        "when": turn.created_at,
        "you": turn.surface or turn.text,
        "how": turn.evidence or turn.kind,
        "buddy": turn.buddy_text,
        "recording": turn.recording.name or "",
        "corrections": [
            {"you_said": each.original, "better": each.replacement, "why": each.reason}
            for each in turn.corrections.all()
        ],
    }
    shown = {name: value for name, value in said.items() if value}
    columns = ("number", "kind", "mode", "text", "surface", "reply_key", "confidence", "guess", "move")
    more = {f"_{name}": getattr(turn, name) for name in (*columns, "slip", "spotted", "helps", "timings")}
    return shown | more


def reports_export(user: User) -> Mapping[str, object]:
    reports = BuddyReport.objects.filter(turn__conversation__user=user).order_by("created_at")
    return {
        "reports": [
            {
                "when": report.created_at,
                "topic": report.turn.conversation.topic.title,
                "buddy": report.line,
                "reason": str(report.get_reason_display()),
                "you_added": report.note,
                "handled": report.handled_at,
                "_turn": report.turn.number,
                "_partner": report.partner,
            }
            for report in reports.select_related("turn__conversation__topic")
        ]
    }


def asked_export(user: User) -> Mapping[str, object]:
    asked = AskedPhrase.objects.filter(user=user).select_related("conversation__topic")
    return {
        "phrases": [
            {
                "when": phrase.asked_at,
                "topic": phrase.conversation.topic.title if phrase.conversation else "",
                "you": phrase.said,
                "in_english": phrase.text,
                "_language": phrase.language,
            }
            for phrase in asked
        ]
    }


def recordings_export(user: User) -> Mapping[str, object]:
    """The files themselves are in the ZIP under these names."""
    kept = Turn.objects.filter(conversation__user=user).exclude(recording="").order_by("created_at")
    return {
        "recordings": [{"when": turn.created_at, "recording": turn.recording.name} for turn in kept],
        "who_listened": [{"who": one.who, "what": one.what, "when": one.at} for one in recordings_seen(user)],
    }


def recordings_seen(user: User) -> Iterable[Seen]:
    listened = ListenedTo.objects.filter(owner=user).select_related("listener", "turn__conversation__topic")
    for one in listened:
        who = (
            one.listener.get_full_name() or one.listener.username if one.listener else _("somebody who left")
        )
        what = one.turn.conversation.topic.title if one.turn else _("a talk that is deleted")
        yield Seen(who=who, what=what, at=one.at)


# ------------------------------------------------------------------ deleted


def reports_erase(user: User) -> int:
    gone, _by_table = BuddyReport.objects.filter(turn__conversation__user=user).delete()
    return gone


def asked_erase(user: User) -> int:
    gone, _by_table = AskedPhrase.objects.filter(user=user).delete()
    return gone


def talks_erase(user: User) -> int:
    """All talks, whatever works on them: who has a turn can write nothing any more, and leaves nothing."""
    lately = talks_stop(user)
    with writing():
        # In the order in which a worker locks: a turn, then its talk.
        mine = Turn.objects.filter(conversation__user=user)
        list(mine.select_for_update(of=("self",)).values_list("pk", flat=True))
        talks = Conversation.objects.filter(user=user)
        list(talks.select_for_update().values_list("pk", flat=True))
        gone, _by_table = talks.delete()
    recordings_folder_delete(user.pk)
    audio_forget(lately, user.pk)
    cache.delete_many(limit_keys(user.pk))
    voice.cache.clear()
    return gone
