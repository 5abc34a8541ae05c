"""For operators: which classes there are, and who teaches them. Everything else is on the teachers' pages."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from classes.models import SchoolClass


@admin.register(SchoolClass)
class SchoolClassAdmin(admin.ModelAdmin):
    list_display = ("name", "created_at")
    search_fields = ("name",)
    fields = ("name", "teachers")
    filter_horizontal = ("teachers",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False  # its pupils would lose their way in
