"""What a server does before it answers: tables, topics, demo people. Quick where nothing is to be done."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.models import User
from accounts.privacy import expire
from accounts.receipts import receipts_finish
from accounts.services import demo_users_ensure, sign_in_link_create
from conversations.guests import guests_prune
from conversations.visits import left_talks_finish
from topics.services import topics_load


@dataclass(frozen=True, slots=True)
class Demo:
    """Who may look around without an account of their own."""

    learner: User
    teacher: User


def database_prepare() -> bool:
    """Bring the tables up to date; says whether there was something to do."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    return True


def topics_prepare() -> list[str]:
    """Load the shipped topics; gives one sentence for each that could not be loaded."""
    return list(topics_load().problems)


def guests_prepare() -> int:
    """Forget guests who have not come for a month; gives how many."""
    return guests_prune()


def kept_prepare() -> int:
    """Delete what was kept for long enough, and finish deletions that broke off; gives how much went."""
    receipts_finish()
    return sum(expire().values())


def stories_prepare() -> int:
    """Finish talks whose story was left untold a day ago; gives how many."""
    return left_talks_finish()


def demo_prepare() -> Demo:
    learner, teacher = demo_users_ensure()
    return Demo(learner=learner, teacher=teacher)


def demo_links(demo: Demo, address: str, minutes: int = 10) -> tuple[str, str]:
    """New one-time links for the demo learner and the demo teacher."""
    return (
        address + sign_in_link_create(demo.learner, minutes),
        address + sign_in_link_create(demo.teacher, minutes),
    )
