"""Sentences of Django's own admin that its Russian builds around any noun ("Выберите тема"). Our catalogue
comes before Django's, so that what is marked here is said in our words; in English nothing changes."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

OURS = (
    _("Add %s"),
    _("Change %s"),
    _("View %s"),
    _("Select %s"),
    _("Select %s to change"),
    _("Select %s to view"),
    _("Add another %(verbose_name)s"),
    _("Successfully deleted %(count)d %(items)s."),
    _("The {name} “{obj}” was added successfully."),
    _("The {name} “{obj}” was added successfully. You may add another {name} below."),
    _("The {name} “{obj}” was changed successfully."),
    _("The {name} “{obj}” was changed successfully. You may edit it again below."),
    _("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    _("The %(name)s “%(obj)s” was deleted successfully."),
    _("You may edit it again below."),
)
