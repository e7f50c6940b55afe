"""Coding events: codings of any number of coders that are about one passage, and how the coders stand on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256

from cfir_coder.agreement.aligning import Saw
from cfir_coder.agreement.disagreement import PRESSING, TRIVIAL, Difference, Finding, Relation
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
        keys = [
            f"{one.text_hash}|{one.coder}|{one.start}|{one.end}|{one.code}|{one.valence!s}|{one.strength}"
            for one in self.codings
        ]
        return sha256("\n".join(sorted(keys)).encode()).hexdigest()[:12]

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
        return _need(self.findings)[1]

    @property
    def coders(self) -> tuple[str, ...]:
        """Who coded something here."""
        return tuple(sorted({coding.coder for coding in self.codings}))

    @property
    def start(self) -> int:
        """Where the first span begins."""
        return self.codings[0].start

    @property
    def end(self) -> int:
        """Where the last span ends."""
        return max([coding.end for coding in self.codings])


def events_of(codings: Sequence[Coding], relations: Sequence[Relation], coders: Sequence[str], saw: Saw) -> list[Event]:
    """Group codings that are about one passage; in order of document and place.

    codings: in reading order. A missed span or an extra label stays alone: its event tells that the others, who saw
    the text, have nothing.
    """
    who_saw: dict[tuple[str, frozenset[str]], tuple[str, ...]] = {}
    found = []
    for group, related in _groups(codings, relations):
        key = (group[0].text_hash, frozenset([coding.code for coding in group]))
        if key not in who_saw:
            who_saw[key] = tuple(sorted({who for who in coders if any(saw(who, key[0], code) for code in key[1])}))
        found.append(_event(group, related, who_saw[key]))
    return found


def _groups(codings: Sequence[Coding], relations: Sequence[Relation]) -> Iterable[tuple[list[Coding], list[Relation]]]:
    """Codings that relations join, with those relations; in the order of each group's first coding.

    first: by coding, one of its group that isn't later; in the end the group's first.
    """
    place = {id(coding): index for index, coding in enumerate(codings)}
    first = list(range(len(codings)))
    at = [place[id(relation.coding)] for relation in relations]
    for here, relation in zip(at, relations, strict=True):
        if relation.left is not None and relation.right is not None:
            one, other = here, place[id(relation.right)]
            while first[one] != one:
                one = first[one]
            while first[other] != other:
                other = first[other]
            first[max(one, other)] = min(one, other)
    groups: dict[int, tuple[list[Coding], list[Relation]]] = {}
    for index, coding in enumerate(codings):
        first[index] = first[first[index]]
        groups.setdefault(first[index], ([], []))[0].append(coding)
    for here, relation in zip(at, relations, strict=True):
        groups[first[here]][1].append(relation)
    return groups.values()


def by_need(events: Iterable[Event]) -> list[Event]:
    """The most pressing first; then as they came, which from `events_of` is by document and place."""
    return sorted(events, key=lambda event: _need(event.findings))


@lru_cache(maxsize=1024)
def _need(findings: tuple[Finding, ...]) -> tuple[int, bool]:
    """How pressing findings are, the most pressing first; whether only few words at the ends of spans differ."""
    trivial = (Finding(Difference.AGREE), Finding(Difference.BOUNDARY, TRIVIAL))
    is_trivial = all(one in trivial for one in findings) and findings[0].difference is not Difference.AGREE
    return PRESSING[findings[0].difference], is_trivial


def _event(codings: Sequence[Coding], relations: Sequence[Relation], saw: tuple[str, ...]) -> Event:
    """saw: sorted."""
    others = {coding.coder for coding in codings}.difference(saw)
    seen = tuple(sorted(others.union(saw))) if others else saw
    if len(seen) < 2 or not relations:
        return Event(tuple(codings), seen, (Finding(Difference.NOT_SEEN),))
    findings = _in_order(frozenset([finding for relation in relations for finding in relation.findings]))
    return Event(tuple(codings), seen, findings, tuple(relations))


@lru_cache(maxsize=1024)
def _in_order(findings: frozenset[Finding]) -> tuple[Finding, ...]:
    """The most pressing first; agreement only where nothing else is found."""
    differing = findings - {Finding(Difference.AGREE)} or findings
    return tuple(sorted(differing, key=lambda one: (PRESSING[one.difference], one.detail)))
