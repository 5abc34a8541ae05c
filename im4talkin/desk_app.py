"""Django's admin on the site of ``desk.py``."""

from __future__ import annotations

from django.contrib.admin import apps


class DeskConfig(apps.AdminConfig):
    default_site = "im4talkin.desk.Desk"
