"""``manage.py serve``: everything between an empty folder and an open page, in one process."""

from __future__ import annotations

import sys
import threading
from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.management.base import BaseCommand
from django.db import connections
from django.urls import reverse

from conversations.dispatch import turns_drain
from conversations.engines import engines_close, engines_warm
from im4talkin import prepare, server
from im4talkin.chores import Chores
from im4talkin.classroom import opening
from im4talkin.classroom.opening import Classroom, classroom_open
from im4talkin.console import told as _
from im4talkin.version import version

LINK_MINUTES = 10
CLOSE_SECONDS = 0.7
DRAIN_SECONDS = 0.5  # for turns that are being answered; their rows say where they were


def _helpers_stop() -> None:
    """Put helper processes away. An engine that is still loading is not waited for: its helper ends
    with this process, whose pipe it reads."""
    closing = threading.Thread(target=engines_close, daemon=True)
    closing.start()
    closing.join(CLOSE_SECONDS)


class Command(BaseCommand):
    help = "Prepares the database and serves im4talkin on this computer until Ctrl-C."
    requires_system_checks: list[str] = []  # run below, and told in plain sentences

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--check", action="store_true", help="prepare everything, say so, and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        server.stop_by_interrupt()
        try:
            self._serve(options["port"], check_only=options["check"])
        except KeyboardInterrupt:
            server.stopping_is_no_failure()
        finally:
            connections.close_all()
        if not options["check"]:
            self._say(_("Stopped."))

    def _serve(self, port: int, *, check_only: bool) -> None:
        self._check()
        bound = self._bind(port)
        classroom = self._classroom() if settings.CLASS_MODE else None
        try:
            demo = self._prepare()
            if check_only:
                self._say(_("im4talkin %(version)s is ready to start.", version=version()))
                return
            greeting = self._greeting(demo, port, classroom)
            connections.close_all()
            engines_warm()
            beside = classroom.beside if classroom else ()
            chores = Chores()
            chores.start()
            drain = partial(turns_drain, seconds=DRAIN_SECONDS)
            server.serve(bound, lambda: self._say(greeting), drain, beside)
        finally:
            bound.close()
            if classroom:
                classroom.close()
            _helpers_stop()

    def _check(self) -> None:
        """Every problem as one line and its remedy; problems that forbid a start end the command."""
        found = [message for message in checks.run_checks() if not message.is_silenced()]
        for message in found:
            self._say(f"{message.msg} {message.hint or ''} [{message.id}]".replace("  ", " "), error=True)
        if any(message.is_serious() for message in found):
            sys.exit(1)

    def _bind(self, port: int) -> Any:
        try:
            return server.port_bind(port)
        except server.PortTaken:
            self._say(
                _(
                    "Port %(port)d is taken by another program: stop that program, "
                    "or start with another port: python3 -m im4talkin --port %(other)d",
                    port=port,
                    other=port + 1,
                ),
                error=True,
            )
            sys.exit(1)

    def _classroom(self) -> Classroom:
        port = settings.CLASS_PORT
        try:
            return classroom_open(port)
        except server.PortTaken as taken:
            self._say(
                _(
                    "Port %(taken)s is taken by another program, and the class needs %(door)d and %(port)d: "
                    "stop that program, or set IM4TALKIN_CLASS_PORT=%(other)d and start again.",
                    taken=taken,
                    door=port - 1,
                    port=port,
                    other=port + 10,
                ),
                error=True,
            )
            sys.exit(1)

    def _prepare(self) -> prepare.Demo:
        if prepare.database_prepare():
            self._say(_("The database is up to date."))
        for problem in prepare.topics_prepare():
            self._say(_("A topic was left out: %(problem)s", problem=problem), error=True)
        try:
            forgotten = prepare.guests_prepare()
        except OSError as error:  # a recording that cannot be deleted: the others may talk all the same
            self._say(_("Guests who stayed away could not be forgotten: %(error)s.", error=error), error=True)
        else:
            if forgotten:
                self._say(
                    _(
                        "Guests who had not come for a month, forgotten with their talks: %(number)d.",
                        number=forgotten,
                    )
                )
        self._forget_old()
        prepare.stories_prepare()
        return prepare.demo_prepare()

    def _forget_old(self) -> None:
        try:
            prepare.kept_prepare()
        except OSError as error:  # a file that cannot be deleted: people may talk all the same
            self._say(
                _("What was kept for long enough could not be deleted: %(error)s.", error=error), error=True
            )

    def _greeting(self, demo: prepare.Demo, port: int, classroom: Classroom | None) -> str:
        address = f"http://{server.HOST}:{port}"
        learner, teacher = prepare.demo_links(demo, address, LINK_MINUTES)
        board = address + reverse("class-board")
        told = opening.greeting(classroom, settings.CLASS_PORT, board) + "\n\n" if classroom else ""
        guests = _("Whoever opens it can talk at once, as a guest.") + "\n\n" if settings.GUESTS else "\n"
        once = _(
            "Open one of these on this computer; each works once, within %(minutes)d minutes:",
            minutes=LINK_MINUTES,
        )
        return (
            f"\n{_('im4talkin %(version)s answers on %(address)s/', version=version(), address=address)}\n"
            f"{guests}{told}{once}\n"
            f"  {_('Talk as a learner:')}    {learner}\n"
            f"  {_('Curate as a teacher:')}  {teacher}\n\n"
            f"{_('Ctrl-C stops it.')}"
        )

    def _say(self, text: str, *, error: bool = False) -> None:
        stream = self.stderr if error else self.stdout
        stream.write(text)
        stream.flush()
