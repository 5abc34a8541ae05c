"""The buddy's lines, each with its id: what was said is not said again, unless somebody asks for it.

Ids of lines, as ``TalkState.used`` and a topic's ``audio`` know them: ``opener``, ``opener.again``,
``blank.tell``, ``blank.tell_simpler``, ``blank.say``, ``blank.simpler``, ``blank.short.echo``,
``blank.other.1``, ``blank.anything``, ``blank.and_you``, ``closer``, ``closer.early``; ``wait.0`` is the
persona's first line of that kind, ``move.wait.0`` the first answer that every persona may give. In
``used`` a persona's line may end in ``?fuller`` (it asked about that reply) or ``@blank`` (said there), an
echo in ``@yes``: it confirms a guess, nobody read the line. ``blank.short.lent``:
that card was lent for help.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ml.moves import Moves
from ml.scenario import Beat, Scenario
from ml.scenario_text import filled, places
from ml.types import Line


class Lines:
    """What was said in a talk, and what is said now."""

    def __init__(
        self, scenario: Scenario, moves: Moves | None, used: Sequence[str], remember: Mapping[str, str]
    ) -> None:
        self.scenario = scenario
        self.moves = moves
        self.used = list(used)
        self.remember = dict(remember)
        self.texts: list[str] = []  # of this turn

    def was_said(self, *names: str) -> bool:
        return any(name in self.used for name in names)

    def was_said_here(self, beat: Beat, *kinds: str) -> bool:
        """Whether one of the persona's lines of these kinds was said in this beat, marked so."""
        mark = here(beat)
        return any(name.endswith(mark) and _is_of(name.removeprefix("move."), *kinds) for name in self.used)

    def line(
        self, name: str, text: str, translation: str, part: str, *, again: bool = False, mark: str = ""
    ) -> Iterator[Line]:
        """The line, unless it was said before; ``again``: the learner asked for it.

        ``mark`` is kept behind its id.
        """
        if not text or (self.was_said(name, name + mark) and not again):
            return
        self.used = [said for said in self.used if said != name + mark]  # the last one said stands last
        self.used.append(name + mark)
        yield self._said(name, filled(text, self.remember), filled(translation, self.remember), part)

    def persona(
        self,
        kind: str,
        part: str,
        values: Mapping[str, str] | None = None,
        values_ru: Mapping[str, str] | None = None,
        *,
        mark: str = "",
    ) -> Iterator[Line]:
        """The next of the persona's lines of that kind that was not said yet, if any.

        ``values`` fill its places, ``values_ru`` those of its translation where they differ; ``mark`` is
        kept behind its id.
        """
        lines: Sequence[str] = getattr(self.scenario.persona.lines, kind)
        russian: Sequence[str] = getattr(self.scenario.persona.lines_ru, kind, ())
        yield from self._next(kind, lines, russian, part, values or {}, values_ru, mark)

    def answer(
        self, kind: str, values: Mapping[str, str] | None = None, values_ru: Mapping[str, str] | None = None
    ) -> Iterator[Line]:
        """The persona's line for a move, else what every persona may say; when all was said, from the
        beginning: it was asked for."""
        lines = list(self.fresh(kind, values, values_ru))
        if not lines:
            self.used = [name for name in self.used if not _is_of(name, kind, f"move.{kind}")]
            lines = list(self.fresh(kind, values, values_ru))
        yield from lines

    def fresh(
        self,
        kind: str,
        values: Mapping[str, str] | None = None,
        values_ru: Mapping[str, str] | None = None,
        *,
        mark: str = "",
    ) -> Iterator[Line]:
        """The same, and nothing when all was said."""
        lines = list(self.persona(kind, "move", values, values_ru, mark=mark))
        yield from lines or self.neutral(kind, values, values_ru, mark=mark)

    def neutral(
        self,
        kind: str,
        values: Mapping[str, str] | None = None,
        values_ru: Mapping[str, str] | None = None,
        *,
        mark: str = "",
        part: str = "move",
    ) -> Iterator[Line]:
        """The next of what every persona may say, if any is left."""
        english, russian = self.moves.lines_of(kind) if self.moves else ((), ())
        yield from self._next(f"move.{kind}", english, russian, part, values or {}, values_ru, mark)

    def _next(
        self,
        kind: str,
        lines: Sequence[str],
        russian: Sequence[str],
        part: str,
        values: Mapping[str, str],
        values_ru: Mapping[str, str] | None,
        mark: str,
    ) -> Iterator[Line]:
        said = {_plain(name) for name in self.used}
        for number, text in enumerate(lines):
            name = f"{kind}.{number}"
            if name in said or not all(values.get(place) for place, _ in places(text)):
                continue
            self.used.append(name + mark)
            translation = russian[number] if number < len(russian) else ""
            text, translation = filled(text, values), filled(translation, values_ru or values)
            yield self._said(name, _tidy(text), _tidy(translation), part)
            return

    def _said(self, name: str, text: str, translation: str, part: str) -> Line:
        self.texts.append(text)
        return Line(text, translation, part, self.scenario.audio.get(name, ""))


def here(beat: Beat) -> str:
    """The mark of a line that is said once in a beat."""
    return f"@{beat.id}"


def _tidy(text: str) -> str:
    """No full stop behind another mark: “{line}.” or “{line}”. with a question in it."""
    return re.sub(r"([?!…]”?)\.", r"\1", text)


def _plain(name: str) -> str:
    """The id without its mark."""
    return re.split(r"[?@]", name, maxsplit=1)[0]


def _is_of(name: str, *kinds: str) -> bool:
    kind, _, number = _plain(name).rpartition(".")
    return kind in kinds and number.isdigit()
