"""The admin's log: what somebody changed there, and what was changed about them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from accounts import privacy
from accounts.models import User

LEAST_NAME = 3  # shorter ones are part of too many words


def entries_of(user: User) -> list[LogEntry]:
    """Entries that somebody made, and those about rows that are about them."""
    logged = LogEntry.objects.order_by().values_list("content_type", flat=True).distinct()
    types = {kind.pk: kind.model_class() for kind in ContentType.objects.filter(pk__in=logged)}
    about = Q(user=user)
    for kind, model in types.items():
        if model is not None and (model is User or privacy.paths_to_user(model)):
            keys = [str(key) for key in privacy.rows_of(model, user).values_list("pk", flat=True)]
            about |= Q(content_type=kind, object_id__in=keys)
    return list(LogEntry.objects.filter(about))


def desk_log_export(user: User) -> Mapping[str, object]:
    mine = LogEntry.objects.filter(user=user).order_by("action_time")
    return {
        "changes_you_made": [
            {"when": entry.action_time, "what": entry.object_repr, "how": entry.get_change_message()}
            for entry in mine
        ]
    }


def desk_log_erase(user: User) -> int:
    """Delete the entries of and about somebody; where others only mention them, the mention goes."""
    entries = entries_of(user)
    LogEntry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()
    return len(entries) + _mentions_blank(user)


def _mentions_blank(user: User) -> int:
    names = [name for name in (user.username, user.email, user.get_full_name()) if len(name) >= LEAST_NAME]
    blanked = 0
    for name in names:
        kept_as = json.dumps(name)[1:-1]  # as the log writes it
        mentions = Q(change_message__icontains=name) | Q(object_repr__icontains=name)
        mentions |= Q(change_message__icontains=kept_as)
        whole = re.compile(rf"(?<!\w)(?:{re.escape(name)}|{re.escape(kept_as)})(?!\w)", re.IGNORECASE)
        for entry in LogEntry.objects.filter(mentions):
            if whole.search(entry.change_message) or whole.search(entry.object_repr):
                LogEntry.objects.filter(pk=entry.pk).update(change_message="", object_repr="…")
                blanked += 1
    return blanked
