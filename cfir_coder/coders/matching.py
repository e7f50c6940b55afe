"""Find cues in tokens.

Each place of a cue becomes a group of terms in one spaCy matcher; a cue is looked at only where its rarest
place was hit, so that the cost grows with the text and hardly with the number of cues.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from cfir_coder.coders.nlp import Language, TermHit, Tokens, stop_words
from cfir_coder.coders.word_forms import word_forms
from cfir_coder.errors import CueError
from cfir_coder.model.cue import Cue, Part, Step, Term

K = TypeVar("K", bound=Hashable)

_Place = tuple[int, int]
"""First token, end token."""

_FILLERS = frozenset({",", "uh", "um", "er", "erm", "ah", "hm", "hmm", "mm", "-", "…", "..."})
_FILLER_PAIRS = frozenset({("you", "know"), ("i", "mean")})


@dataclass(frozen=True, slots=True)
class CueHit(Generic[K]):
    """A cue that fired.

    key: what the cue was compiled with (a code id). start, end: tokens from its first to its last word.
    clause: index into `tokens.clauses` of the clause that `start` lies in.
    """

    key: K
    cue: Cue
    start: int
    end: int
    clause: int


class CueSet(Generic[K]):
    """Cues compiled against the lists of their codebook.

    Raises CueError when a cue names a list that isn't there.
    """

    def __init__(
        self, cues: Iterable[tuple[K, Cue]], lists: Mapping[str, tuple[Term, ...]], language: Language
    ) -> None:
        groups: dict[str, tuple[Term, ...]] = {}
        self._anchored: dict[str, dict[str, list[_Compiled[K]]]] = {"clause": {}, "sentence": {}}
        compiled = [_compile(key, cue, lists, groups) for key, cue in cues]
        self._grammar = _grammar_words(groups)
        for one in compiled:
            needed = one.needed - self._grammar.keys() or one.needed
            anchor = min(needed, key=lambda group: (_commonness(groups[group]), group))
            if needed is one.needed:
                self._grammar.pop(anchor, None)
            self._anchored[one.cue.scope].setdefault(anchor, []).append(one)
        for one in compiled:
            one.needed = one.needed - self._grammar.keys()
        self._matcher = language.matcher({name: terms for name, terms in groups.items() if name not in self._grammar})

    def find(self, tokens: Tokens) -> list[CueHit[K]]:
        """Every place where a cue fires; a cue of several parts fires once in a clause (or sentence, by scope)."""
        hits = self._matcher.hits(tokens)
        if not hits:
            return []
        speech = _speech_positions(tokens.forms)
        clause_of = _range_of(tokens.clauses, len(tokens.forms))
        found: list[CueHit[K]] = []
        for scope, anchored in self._anchored.items():
            if not anchored:
                continue
            extents = tokens.clauses if scope == "clause" else tokens.sentences
            extent_of = clause_of if scope == "clause" else _range_of(extents, len(tokens.forms))
            for groups in _by_extent(hits, extent_of, extents, tokens.forms, self._grammar):
                there = groups.keys()
                for anchor in there & anchored.keys():
                    for one in anchored[anchor]:
                        if there >= one.needed:
                            for start, end in one.places(groups, speech):
                                found.append(CueHit(one.key, one.cue, start, end, clause_of[start]))
        return sorted(found, key=lambda hit: (hit.start, hit.end, hit.cue.pattern, str(hit.key)))


class _Places(dict[str, list[_Place]]):
    """Where each group was hit in one clause; words of grammar are looked for only when a cue asks for them."""

    def __init__(self, extent: _Place, forms: Sequence[str], grammar: Mapping[str, frozenset[str]]) -> None:
        super().__init__()
        self._extent, self._forms, self._grammar = extent, forms, grammar

    def __missing__(self, group: str) -> list[_Place]:
        words = self._grammar.get(group, ())
        found = [(index, index + 1) for index in range(*self._extent) if self._forms[index] in words]
        if words:
            self[group] = found
        return found


def _by_extent(
    hits: Sequence[TermHit],
    extent_of: Sequence[int],
    extents: Sequence[_Place],
    forms: Sequence[str],
    grammar: Mapping[str, frozenset[str]],
) -> Iterator[_Places]:
    """The places of each group, clause by clause (or sentence by sentence)."""
    current = extent_of[hits[0][0]]
    groups = _Places(extents[current], forms, grammar)
    for start, end, group in hits:
        extent = extent_of[start]
        if extent != current:
            yield groups
            groups, current = _Places(extents[extent], forms, grammar), extent
        if group in groups:
            groups[group].append((start, end))
        else:
            groups[group] = [(start, end)]
    yield groups


def _grammar_words(groups: Mapping[str, tuple[Term, ...]]) -> dict[str, frozenset[str]]:
    """Groups of nothing but common words of grammar ("the", "to"), with every form of theirs."""
    return {
        name: frozenset(
            form for term in terms for form in ((term.text,) if term.kind == "exact" else word_forms(term.text))
        )
        for name, terms in groups.items()
        if all(term.kind != "prefix" and term.text.isalpha() and term.text in stop_words() for term in terms)
    }


@dataclass(slots=True)
class _Compiled(Generic[K]):
    """A cue whose places are names of term groups: parts of (group, gap) steps.

    needed: the groups without hits of which it can't fire; words of grammar are left out.
    """

    key: K
    cue: Cue
    present: tuple[tuple[tuple[str, int], ...], ...]
    absent: tuple[tuple[tuple[str, int], ...], ...]
    needed: frozenset[str]

    def places(self, groups: _Places, speech: Sequence[int]) -> list[_Place]:
        """Where the cue stands in one clause, given the places of each group in it.

        A cue of one part stands wherever it does, one of several parts once.
        """
        if any(_part_places(part, groups, speech, ()) for part in self.absent):
            return []
        if len(self.present) == 1:
            return _part_places(self.present[0], groups, speech, ())
        taken: list[_Place] = []
        for part in self.present:
            places = _part_places(part, groups, speech, taken)
            if not places:
                return []
            taken.append(places[0])
        return [(min(start for start, _ in taken), max(end for _, end in taken))]


def _part_places(
    part: tuple[tuple[str, int], ...],
    groups: _Places,
    speech: Sequence[int],
    taken: Sequence[_Place],
) -> list[_Place]:
    """The stretches in which the steps follow each other, none overlapping another or a taken one."""
    places: list[_Place] = []
    for start, end in groups[part[0][0]]:
        last = _follow(part, 1, end, groups, speech)
        if last is not None and not any(start < other_end and other < last for other, other_end in (*taken, *places)):
            places.append((start, last))
    return places


def _follow(
    part: tuple[tuple[str, int], ...],
    step: int,
    end: int,
    groups: _Places,
    speech: Sequence[int],
) -> int | None:
    """The end of the steps from `step` on when the step before ended at token `end`."""
    if step == len(part):
        return end
    group, gap = part[step]
    for next_start, next_end in groups[group]:
        if next_start >= end and speech[next_start] - speech[end] <= gap:
            last = _follow(part, step + 1, next_end, groups, speech)
            if last is not None:
                return last
    return None


def _compile(
    key: K, cue: Cue, lists: Mapping[str, tuple[Term, ...]], groups: dict[str, tuple[Term, ...]]
) -> _Compiled[K]:
    """Name each place of a cue by its terms and note the terms in `groups`."""

    def name(step: Step) -> str:
        group = "|".join(f"{term.kind}:{term.text}" for term in step.terms)
        if group not in groups:
            groups[group] = tuple(_expand(cue, step.terms, lists))
        return group

    def parts(of: tuple[Part, ...]) -> tuple[tuple[tuple[str, int], ...], ...]:
        return tuple(tuple((name(step), step.gap) for step in part.steps) for part in of)

    present = parts(cue.present)
    needed = frozenset(group for part in present for group, _ in part)
    return _Compiled(key, cue, present, parts(cue.absent), needed)


def _expand(cue: Cue, terms: Iterable[Term], lists: Mapping[str, tuple[Term, ...]]) -> Iterable[Term]:
    for term in terms:
        if term.kind != "list":
            yield term
        elif term.text in lists:
            yield from lists[term.text]
        else:
            raise CueError(f'cue "{cue.pattern}" names the list "{term.text}", which the codebook doesn\'t have.')


def _commonness(terms: Sequence[Term]) -> int:
    """A guess at how often a group is hit: short words and many alternatives are frequent."""
    return sum(100 // max(1, len(term.text)) ** 2 + 1 for term in terms)


def _speech_positions(forms: Sequence[str]) -> list[int]:
    """For each token (and the end) how many words were said before it, fillers and commas not counted."""
    positions = []
    count = 0
    skip_next = False
    for index, form in enumerate(forms):
        positions.append(count)
        if skip_next:
            skip_next = False
        elif index + 1 < len(forms) and (form, forms[index + 1]) in _FILLER_PAIRS:
            skip_next = True
        elif form not in _FILLERS:
            count += 1
    positions.append(count)
    return positions


def _range_of(extents: Sequence[_Place], count: int) -> list[int]:
    """For each token the index of the range that holds it."""
    index_of = [0] * count
    for index, (start, end) in enumerate(extents):
        index_of[start:end] = [index] * (end - start)
    return index_of
