"""The ways through a scenario: which beat may follow which, and what is known by then. Pure.

Nine beats with five answers each make millions of talks; nothing here lists them. A question about
"every path" is answered from what each beat may be followed by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ml.scenario import Beat, Scenario

END = "closer"


@dataclass(frozen=True)
class Branch:
    """One kind of answer to a beat. ``lines`` are what the buddy may say to it, as (field, text)."""

    beat: Beat
    place: str  # "beats › blank › replies › short"
    jump: str | None
    remember: Mapping[str, str]
    lines: tuple[tuple[str, str], ...]


def place_of(beat: Beat) -> str:
    return f"beats › {beat.id}"


def branches(beat: Beat) -> Iterator[Branch]:
    here = place_of(beat)
    for reply in beat.replies:
        lines = (("echo", reply.echo), ("recast", reply.recast), ("react", reply.react))
        yield Branch(beat, f"{here} › replies › {reply.size}", reply.next, reply.remember, lines)
    for number, other in enumerate(beat.other, start=1):
        place = f"{here} › other › no. {number}"
        yield Branch(beat, place, other.next, other.remember, (("react", other.react),))
    anything = (("anything", beat.anything),)
    yield Branch(beat, here, beat.anything_next, beat.anything_remember, anything)


class Paths:
    """Which beats follow which in a scenario; names of beats, and END."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def after(self, branch: Branch) -> str:
        following = self.scenario.after(branch.beat, branch.jump)
        return following.id if following else END

    @cached_property
    def edges(self) -> dict[str, frozenset[str]]:
        return {
            beat.id: frozenset(self.after(branch) for branch in branches(beat))
            for beat in self.scenario.beats
        }

    @cached_property
    def loop(self) -> tuple[str, str] | None:
        """A beat and one it leads back to; None when every path reaches the end."""
        state: dict[str, int] = {}  # 1 = on the way, 2 = done

        def visit(name: str) -> tuple[str, str] | None:
            state[name] = 1
            for following in sorted(self.edges.get(name, ())):
                if state.get(following) == 1:
                    return name, following
                if following not in state and (found := visit(following)):
                    return found
            state[name] = 2
            return None

        for beat in self.scenario.beats:
            if beat.id not in state and (found := visit(beat.id)):
                return found
        return None

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Reachable beats, each before those that may follow it; needs ``loop`` to be None."""
        done: list[str] = []

        def visit(name: str) -> None:
            if name not in done and name != END:
                for following in sorted(self.edges[name]):
                    visit(following)
                done.append(name)

        visit(self.scenario.beats[0].id)
        return tuple(reversed(done))

    @cached_property
    def later(self) -> dict[str, frozenset[str]]:
        """Beat → itself and all that may come later."""
        later: dict[str, frozenset[str]] = {END: frozenset()}
        for name in reversed(self.order):
            later[name] = frozenset({name}).union(*(later[following] for following in self.edges[name]))
        return later

    @cached_property
    def known(self) -> dict[str, frozenset[str]]:
        """Beat (and END) → what is remembered by then on every path that leads there."""
        known: dict[str, frozenset[str]] = {self.scenario.beats[0].id: frozenset()}
        for name in self.order:
            beat = self.scenario.beat(name)
            assert beat is not None  # ``order`` holds beats only
            for branch in branches(beat):
                here = known[name] | branch.remember.keys()
                following = self.after(branch)
                known[following] = known[following] & here if following in known else here
        return known

    @cached_property
    def values(self) -> dict[str, frozenset[str]]:
        """Remembered name → every value that some answer gives it."""
        values: dict[str, set[str]] = {}
        for beat in self.scenario.beats:
            for branch in branches(beat):
                for name, value in branch.remember.items():
                    values.setdefault(name, set()).add(value)
        return {name: frozenset(found) for name, found in values.items()}
