"""All ways through the pages, from all files."""

from __future__ import annotations

from tests.browser import pictures_walks
from tests.browser.pictures_free import free_talk
from tests.browser.pictures_hello import first_conversation

WALKS = (*pictures_walks.WALKS, free_talk, first_conversation)
CLASS_WALKS = pictures_walks.CLASS_WALKS
