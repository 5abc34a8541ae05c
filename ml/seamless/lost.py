"""What a process does that cannot use its device any more: nothing, unless somebody adds a call.

A broken kernel leaves CUDA unusable for the rest of a process; only a new one gets the device back.
"""

from __future__ import annotations

from collections.abc import Callable

when_lost: list[Callable[[], object]] = []
