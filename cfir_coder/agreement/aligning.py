"""Find each coder's counterpart of every span, and say what stands between them.

Free of order: the same codings give the same relations whatever file or coder comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from operator import itemgetter
from typing import TYPE_CHECKING

from cfir_coder.agreement.columns import CodingColumns
from cfir_coder.agreement.disagreement import Difference, Finding, Relation, code_detail, compare_aligned
from cfir_coder.agreement.meeting import Meetings, best_of, likenesses, meetings, weights
from cfir_coder.agreement.places import Places
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import Coding

if TYPE_CHECKING:
    from cfir_coder.agreement.arrays import Bools, Ints

SAME_PASSAGE = 0.5
"""Likeness (intersection over union) from which two codes are on one passage."""
SAME_TEXT = 0.1
"""Likeness from which a coder has coded that text at all."""

Saw = Callable[[str, str, str], bool]
"""Whether a coder (name) has looked at a document (text hash) for a code."""


@dataclass(frozen=True)
class Aligner:
    """What the comparison of two coders needs to know.

    saw: who has looked at what. places: turns and sentences, for near misses. with_valence, with_strength: coders
    who give any at all; one who never does is not compared on it.
    """

    codebook: Codebook
    saw: Saw
    places: Places = field(default_factory=Places)
    with_valence: frozenset[str] = frozenset()
    with_strength: frozenset[str] = frozenset()

    def relations(self, codings: Sequence[Coding], columns: CodingColumns) -> list[Relation]:
        """Everything between each two coders, by document, place and coders.

        codings: in reading order. columns: the same as arrays.
        """
        coders = sorted(range(len(columns.coders)), key=columns.coders.__getitem__)
        found = [
            ranked
            for one, other in combinations(coders, 2)
            for ranked in _Pair(self, codings, columns, one, other).relations()
        ]
        return [relation for _, _, relation in sorted(found, key=itemgetter(0, 1))]


_Ranked = tuple[int, tuple[str, str], Relation]


class _Pair:
    """Two coders' codings, taken apart step by step; `free` are the entries without a counterpart so far."""

    def __init__(
        self, aligner: Aligner, codings: Sequence[Coding], columns: CodingColumns, one: int, other: int
    ) -> None:
        self.aligner, self.codings, self.columns = aligner, codings, columns
        self.coders = (columns.coders[one], columns.coders[other])
        self.sides = (self._visible(one, self.coders[1]), self._visible(other, self.coders[0]))
        self.free = self._none()
        for side in self.sides:
            self.free[side] = True
        self.found: list[_Ranked] = []

    def relations(self) -> list[_Ranked]:
        of_one_code = meetings(self.columns, *self.sides, of_one_code=True)
        self._align(of_one_code)
        self._split(of_one_code)
        self._other_code()
        self._near()
        for side in (0, 1):
            self._alone(side)
        return self.found

    def _none(self) -> Bools:
        import numpy as np

        return np.zeros(len(self.codings), dtype=bool)

    def _visible(self, coder: int, to: str) -> Ints:
        """A coder's entries in documents that the other looked at for their code."""
        import numpy as np

        columns = self.columns
        own = np.flatnonzero(columns.coder == coder)
        cells, place = np.unique(columns.document[own] * len(columns.codes) + columns.code[own], return_inverse=True)
        saw = [
            self.aligner.saw(to, columns.documents[document], columns.codes[code])
            for document, code in (divmod(cell, len(columns.codes)) for cell in cells.tolist())
        ]
        return own[np.array(saw, dtype=bool)[place.reshape(-1)]] if len(own) else own

    def _align(self, of_one_code: Meetings) -> None:
        """Pair spans of one code so that as many characters as can be are shared, then so that ends are nearest."""
        names = set(self.coders)
        with_valence = names <= self.aligner.with_valence
        with_strength = names <= self.aligner.with_strength
        left, right = best_of(self.columns, of_one_code)
        codings = self.codings
        for one, other in zip(left.tolist(), right.tolist(), strict=True):
            findings = compare_aligned(
                codings[one], codings[other], with_valence=with_valence, with_strength=with_strength
            )
            self._relate(one, other, findings)

    def _split(self, of_one_code: Meetings) -> None:
        """A span left over that meets a paired one of its code is a part of it: of that which it shares most with."""
        import numpy as np

        split = (Finding(Difference.SPLIT),)
        for side in (0, 1):
            own, theirs = (of_one_code.left, of_one_code.right)[:: 1 - 2 * side]
            kept = self.free[own]
            own, theirs = own[kept], theirs[kept]
            order = np.lexsort((theirs, -weights(self.columns, of_one_code.where(kept)), own))
            first = np.unique(own[order], return_index=True)[1]
            for index, other in zip(own[order][first].tolist(), theirs[order][first].tolist(), strict=True):
                pair = (index, other) if side == 0 else (other, index)
                self._relate(*pair, split)

    @cached_property
    def _left_over(self) -> Meetings:
        """Every meeting, of any codes, of two entries of which one was left over by then."""
        import numpy as np

        free = tuple(side[self.free[side]] for side in self.sides)
        taken = tuple(side[~self.free[side]] for side in self.sides)
        first = meetings(self.columns, free[0], self.sides[1], of_one_code=False)
        rest = meetings(self.columns, taken[0], free[1], of_one_code=False)
        return Meetings(
            np.concatenate((first.left, rest.left)),
            np.concatenate((first.right, rest.right)),
            np.concatenate((first.shared, rest.shared)),
        )

    def _other_code(self) -> None:
        """Spans left over on one passage under two codes."""
        pairs = self._left_over
        is_free = self.free[pairs.left] & self.free[pairs.right]
        is_other = self.columns.code[pairs.left] != self.columns.code[pairs.right]
        alike = pairs.where(is_free & is_other & (likenesses(self.columns, pairs) >= SAME_PASSAGE))
        left, right = best_of(self.columns, alike)
        for one, other in zip(left.tolist(), right.tolist(), strict=True):
            codes = (self.codings[one].code, self.codings[other].code)
            self._relate(one, other, (Finding(Difference.CODE, code_detail(*codes, self.aligner.codebook)),))

    def _near(self) -> None:
        """Spans left over of one code that don't meet, in one turn or a sentence apart; the nearest first."""
        by_code: dict[tuple[int, int], list[int]] = {}
        columns = self.columns
        cell = (columns.document * len(columns.codes) + columns.code).tolist()
        for index in self.sides[1][self.free[self.sides[1]]].tolist():
            by_code.setdefault(cell[index], []).append(index)
        gaps = sorted(
            (max(one.start, other.start) - min(one.end, other.end), left, right)
            for left in self.sides[0][self.free[self.sides[0]]].tolist()
            for right in by_code.get(cell[left], ())
            if self.aligner.places.are_near(one := self.codings[left], other := self.codings[right])
        )
        for _, left, right in gaps:
            if self.free[left] and self.free[right]:
                self._relate(left, right, (Finding(Difference.NEAR),))

    def _alone(self, side: int) -> None:
        """What is left: the other coder has another code on that text, or nothing."""
        import numpy as np

        pairs = self._left_over
        own, theirs = (pairs.left, pairs.right)[:: 1 - 2 * side]
        kept = self.free[own]
        own, theirs, like = own[kept], theirs[kept], likenesses(self.columns, pairs)[kept]
        order = np.lexsort((theirs, -like, own))
        first = np.unique(own[order], return_index=True)[1]
        best = order[first]
        beside = {
            index: other
            for index, other, most in zip(own[best].tolist(), theirs[best].tolist(), like[best].tolist(), strict=True)
            if most >= SAME_TEXT
        }
        in_turns: dict[tuple[str, int | None], set[str]] = {}
        for index in self.sides[1 - side].tolist():
            one = self.codings[index]
            in_turns.setdefault((one.text_hash, one.turn), set()).add(one.code)
        for index in self.sides[side][self.free[self.sides[side]]].tolist():
            coding = self.codings[index]
            near = beside.get(index)
            detail = _missed(coding, in_turns) if near is None else ""
            finding = Finding(Difference.MISSED if near is None else Difference.EXTRA, detail)
            left, right = (coding, None) if side == 0 else (None, coding)
            other = None if near is None else self.codings[near]
            self.found.append((index, self.coders, Relation(self.coders, left, right, (finding,), other)))

    def _relate(self, left: int, right: int, findings: tuple[Finding, ...]) -> None:
        """Note a relation; both spans are taken."""
        relation = Relation(self.coders, self.codings[left], self.codings[right], findings)
        self.found.append((left, self.coders, relation))
        self.free[left] = self.free[right] = False


def _missed(coding: Coding, in_turns: dict[tuple[str, int | None], set[str]]) -> str:
    """How much a coder missed: the code stands elsewhere in the turn, or the whole turn has no code."""
    if coding.turn is None:
        return ""
    codes = in_turns.get((coding.text_hash, coding.turn), set())
    if coding.code in codes:
        return "the code stands elsewhere in the turn"
    return "" if codes else "the whole turn"
