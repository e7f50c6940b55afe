"""Coding events: codings of any number of coders that are about one passage, and how the coders stand on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from cfir_coder.agreement.aligning import Saw
from cfir_coder.agreement.disagreement import PRESSING, TRIVIAL, Difference, Finding, Relation
from cfir_coder.agreement.spans import reading_order
from cfir_coder.model.coding import Coding


@dataclass(frozen=True)
class Event:
    """What all coders did about one passage.

    codings: in order of place and coder. saw: the coders who looked at the document for these codes, by name.
    findings: every difference between two coders, the most pressing first; agree alone when nothing differs.
    """

    codings: tuple[Coding, ...]
    saw: tuple[str, ...]
    findings: tuple[Finding, ...]
    relations: tuple[Relation, ...] = ()

    @cached_property
    def id(self) -> str:
        """Twelve hex digits of text, spans, codes, judgements and coders: other codings are another event."""
        keys = sorted(
            f"{one.text_hash}|{one.coder}|{one.start}|{one.end}|{one.code}|{one.valence}|{one.strength}"
            for one in self.codings
        )
        return sha256("\n".join(keys).encode()).hexdigest()[:12]

    @property
    def difference(self) -> Difference:
        """The most pressing difference."""
        return self.findings[0].difference

    @property
    def is_agreed(self) -> bool:
        """Whether every coder who looked did exactly the same."""
        return self.difference is Difference.AGREE

    @property
    def is_disagreement(self) -> bool:
        """Whether there is something to talk about."""
        return self.difference not in (Difference.AGREE, Difference.NOT_SEEN)

    @property
    def is_trivial(self) -> bool:
        """Whether only few words at the ends of spans differ."""
        return (
            all(
                one.difference is Difference.AGREE or (one.difference is Difference.BOUNDARY and one.detail == TRIVIAL)
                for one in self.findings
            )
            and not self.is_agreed
        )

    @property
    def coders(self) -> tuple[str, ...]:
        """Who coded something here."""
        return tuple(sorted({coding.coder for coding in self.codings}))

    @property
    def start(self) -> int:
        """Where the first span begins."""
        return min(coding.start for coding in self.codings)

    @property
    def end(self) -> int:
        """Where the last span ends."""
        return max(coding.end for coding in self.codings)


def events_of(codings: Iterable[Coding], relations: Iterable[Relation], coders: Sequence[str], saw: Saw) -> list[Event]:
    """Group codings that are about one passage; in order of document and place.

    A missed span or an extra label stays alone: its event tells that the others, who saw the text, have nothing.
    """
    ordered = sorted(codings, key=reading_order)
    place = {id(coding): index for index, coding in enumerate(ordered)}
    root = list(range(len(ordered)))

    def top(index: int) -> int:
        while root[index] != index:
            root[index] = root[root[index]]
            index = root[index]
        return index

    kept = list(relations)
    for relation in kept:
        if relation.left is not None and relation.right is not None:
            one, other = top(place[id(relation.left)]), top(place[id(relation.right)])
            root[max(one, other)] = min(one, other)
    groups: dict[int, list[Coding]] = defaultdict(list)
    for index, coding in enumerate(ordered):
        groups[top(index)].append(coding)
    related: dict[int, list[Relation]] = defaultdict(list)
    for relation in kept:
        related[top(place[id(relation.coding)])].append(relation)
    who_saw: dict[tuple[str, frozenset[str]], tuple[str, ...]] = {}
    found = []
    for index, group in groups.items():
        key = (group[0].text_hash, frozenset([coding.code for coding in group]))
        if key not in who_saw:
            who_saw[key] = tuple(sorted({who for who in coders if any(saw(who, key[0], code) for code in key[1])}))
        found.append(_event(group, related.get(index, []), who_saw[key]))
    return found


def by_need(events: Iterable[Event]) -> list[Event]:
    """The most pressing first; then as they came, which from `events_of` is by document and place."""
    return sorted(events, key=lambda event: (PRESSING[event.difference], event.is_trivial))


def _event(codings: Sequence[Coding], relations: Sequence[Relation], saw: tuple[str, ...]) -> Event:
    """saw: sorted."""
    seen = saw
    if any(coding.coder not in saw for coding in codings):
        seen = tuple(sorted({*saw, *(coding.coder for coding in codings)}))
    distinct = {finding for relation in relations for finding in relation.findings}
    if len(distinct) == 1 and len(seen) > 1:
        return Event(tuple(codings), seen, tuple(distinct), tuple(relations))
    if len(seen) < 2 or not distinct:
        return Event(tuple(codings), seen, (Finding(Difference.NOT_SEEN),))
    if len(distinct) > 1:
        distinct.discard(Finding(Difference.AGREE))
    findings = sorted(distinct, key=lambda one: (PRESSING[one.difference], one.detail))
    return Event(tuple(codings), seen, tuple(findings), tuple(relations))
