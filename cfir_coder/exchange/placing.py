"""What a coder's file tells, put to its documents, codes and places; every fault at once, nothing guessed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from cfir_coder.errors import ExchangeError
from cfir_coder.exchange.codes import CodeFinder
from cfir_coder.exchange.documents import DocumentFinder
from cfir_coder.exchange.folding import SearchedText
from cfir_coder.exchange.given_offsets import CODE_POINTS, at_given_offsets
from cfir_coder.exchange.locating import Found, Located, locate
from cfir_coder.exchange.ordering import decide_by_order
from cfir_coder.exchange.rows import ToldCoding
from cfir_coder.model.transcript import Transcript
from cfir_coder.text import counted

MOST_LOST = 0.5
"""Share of a document's quotes that may stand nowhere in its text before it is taken for another text."""
FEWEST_LOST = 3
"""Quotes that have to be lost before a share of them says anything."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row. codes: none for a row that only says that the document was looked at."""

    told: ToldCoding
    transcript: Transcript
    codes: tuple[str, ...]
    located: Located | None

    @property
    def is_placed(self) -> bool:
        """Whether there is something to import."""
        return bool(self.codes) and self.located is not None and self.located.how.is_placed


@dataclass
class Placer:
    """Puts rows to their places. keep_lost: import what is found of a document most of whose quotes are not.

    faults: place and what is wrong there. Texts are folded once each, however many files are placed.
    """

    documents: DocumentFinder
    codes: CodeFinder
    keep_lost: bool = False
    faults: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _searched: dict[str, SearchedText] = field(default_factory=dict)

    def place(
        self, rows: Sequence[ToldCoding], progress: Callable[[int, int], None] = lambda done, total: None
    ) -> list[Outcome]:
        """What became of each row of one file, in order; rows with a fault are missing, and `faults` tells why."""
        outcomes = [outcome for row in rows if (outcome := self._resolved(row)) is not None]
        groups: dict[str, list[int]] = defaultdict(list)
        for index, outcome in enumerate(outcomes):
            if outcome.codes:
                groups[outcome.transcript.hash].append(index)
        done = 0
        for indices in groups.values():
            located = self._located([outcomes[index] for index in indices])
            for index, each in zip(indices, located, strict=True):
                outcomes[index] = replace(outcomes[index], located=each)
            done += len(indices)
            progress(done, len(outcomes))
        return outcomes

    def _resolved(self, row: ToldCoding) -> Outcome | None:
        transcript: Transcript | None = None
        codes: tuple[str, ...] = ()
        try:
            transcript = self.documents.find(row.document, row.text_hash, row.participant)
        except ExchangeError as error:
            self.faults.append((row.place, str(error)))
        try:
            codes = self.codes.find_all(row.code, row.coder, row.above) if row.code else ()
        except ExchangeError as error:
            self.faults.append((row.code_place, str(error)))
            return None
        if transcript is None:
            return None
        if codes and row.quote is None and row.text_hash != transcript.hash:
            self.faults.append(
                (row.place, "no quote to check the span by, and no hash of the text that it counts in. Add quotes.")
            )
            return None
        return Outcome(row, transcript, codes, None)

    def _located(self, outcomes: Sequence[Outcome]) -> list[Located]:
        """The places of one file's rows in one document."""
        transcript = outcomes[0].transcript
        searched = self._searched.setdefault(transcript.hash, SearchedText(transcript.text))
        rows = [outcome.told for outcome in outcomes]
        unit, given = at_given_offsets(rows, transcript.text, transcript.hash)
        located = [at or locate(row, transcript, searched) for at, row in zip(given, rows, strict=True)]
        ordered = [row if row.order is not None or row.start is None else replace(row, order=row.start) for row in rows]
        located = decide_by_order(ordered, located)
        self._tell(rows, given, located, transcript, unit)
        return located

    def _tell(
        self,
        rows: Sequence[ToldCoding],
        given: Sequence[Located | None],
        located: Sequence[Located],
        transcript: Transcript,
        unit: str,
    ) -> None:
        file, document = rows[0].file, transcript.document
        if unit != CODE_POINTS:
            mended = sum(each is not None and each.how is Found.MENDED for each in given)
            self.notes.append(f"{file}: {mended} offsets in {document} count {unit}; turned into code points.")
        astray = sum(row.start is not None and at is None for row, at in zip(rows, given, strict=True))
        if astray:
            self.notes.append(
                f"{file}: {counted(astray, 'offset')} in {document} outside its text; what was quoted was searched for."
            )
        lost = sum(each.how is Found.NOT_FOUND for each in located)
        if lost >= FEWEST_LOST and lost > MOST_LOST * len(rows) and not self.keep_lost:
            self.faults.append(
                (
                    file,
                    f"{lost} of {len(rows)} quotes stand nowhere in {document}: was another text coded? "
                    "Put that text into the study, or say --force to import what is found and list the rest.",
                )
            )


def told_faults(faults: Sequence[tuple[str, str]]) -> list[str]:
    """One line for each thing that is wrong, with its first place and how often it is."""
    places: dict[str, list[str]] = defaultdict(list)
    for place, message in faults:
        places[message].append(place)
    return [
        f"{first}{f' (and {len(more)} more rows)' if more else ''}: {message}"
        for message, (first, *more) in places.items()
    ]
