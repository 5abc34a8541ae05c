"""A page's texts: ``{% texts_for_page as texts %}{{ texts|json_script:"texts" }}``; or ``"a.code"`` only."""

from __future__ import annotations

from typing import Any

from django import template

from conversations import texts
from conversations.models import BuddyReport, Conversation
from conversations.report_models import MOST_NOTE

register = template.Library()


@register.simple_tag
def texts_for_page(*codes: str) -> dict[str, dict[str, str]]:
    every = texts.texts_for_page()
    return {code: every[code] for code in codes or every if codes or code not in texts.BROUGHT}


@register.inclusion_tag("conversations/_report.html", takes_context=True)
def report_form(
    context: dict[str, Any], talk: Conversation, number: int | str = "", report: BuddyReport | None = None
) -> dict[str, Any]:
    """The form by which a line of the buddy's is reported, with what was reported of it before."""
    return {
        "talk": talk,
        "number": number,
        "report": report,
        "reasons": BuddyReport.Reason.choices,
        "most": MOST_NOTE,
        "csrf_token": context.get("csrf_token"),
    }
