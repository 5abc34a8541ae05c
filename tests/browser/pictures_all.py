"""All ways through the pages, from all files."""

from __future__ import annotations

from tests.browser import pictures_walks
from tests.browser.pictures_hello import first_conversation

WALKS = (*pictures_walks.WALKS, first_conversation)
CLASS_WALKS = pictures_walks.CLASS_WALKS
