"""Who was to look at what: a table of coder, document and perhaps code, read alike by import, merge and agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cfir_coder.errors import CfirCoderError, ExchangeError
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import Coding
from cfir_coder.study.looking import Look

NEEDED = (("coder",), ("document",))


@dataclass(frozen=True, slots=True)
class Assigned:
    """A line of an assignment: who was to look at which document; code: for that code and those below only, or ""."""

    place: str
    coder: str
    document: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Looks:
    """What an assignment comes to. whole: for every code. by_code: ids, where only some were to be looked for."""

    whole: frozenset[Look] = frozenset()
    by_code: Mapping[Look, frozenset[str]] = field(default_factory=dict)

    @property
    def every(self) -> frozenset[Look]:
        """All looks."""
        return self.whole | self.by_code.keys()


def read_assignment(path: Path) -> list[Assigned]:
    """Read a table (.csv, .tsv, .xlsx) with the columns coder, document and perhaps code; no code means all codes.

    Raises ExchangeError with every fault: a file that can't be read, columns that aren't there, an empty cell.
    """
    from cfir_coder.exchange import CoderFile
    from cfir_coder.exchange.columns import find_columns
    from cfir_coder.exchange.long_table import check_widths

    for sheet in CoderFile(path).sheets:
        columns = find_columns(sheet, {}, NEEDED)
        if columns is None:
            continue
        check_widths(sheet, columns)
        (coder,), (document,) = columns.by_field["coder"], columns.by_field["document"]
        codes = columns.by_field.get("code", ())
        lines: list[Assigned] = []
        faults: list[str] = []
        for row in sheet.rows[columns.first :]:
            place, who, what = sheet.place(row), row.cell(coder).strip(), row.cell(document).strip()
            if not who or not what:
                faults.append(f"{place}: no {'document' if who else 'coder'}. Say who was to look at which document.")
            told = [row.cell(column).strip() for column in codes if row.cell(column).strip()]
            lines += [Assigned(place, who, what, code) for code in told or [""]]
        if faults:
            raise ExchangeError(faults[0], faults)
        if not lines:
            raise ExchangeError(f"{path} names nobody. A line says who was to look at which document.")
        return lines
    raise ExchangeError(f"{path}: an assignment has the columns coder and document, and perhaps code.")


def looks_told(
    assigned: Iterable[Assigned],
    document: Callable[[str], str],
    codes: Callable[[str, str], Collection[str]],
    codebook: Codebook,
    faults: list[str],
) -> Looks:
    """What the lines come to; a line that can't be understood is a fault with its place.

    document: the text hash of a name. codes: ids of what a coder calls a code. Both raise without a place. A line
    without a code stands above the others of its coder and document.
    """
    some: dict[Look, set[str]] = defaultdict(set)
    whole: set[Look] = set()
    for line in assigned:
        try:
            look = (line.coder, document(line.document))
            if line.code:
                some[look] |= _with_those_below(line, codes, codebook)
            else:
                whole.add(look)
        except CfirCoderError as error:
            faults.append(f"{line.place}: {error}")
    return Looks(frozenset(whole), {look: frozenset(each) for look, each in some.items() if look not in whole})


def with_codes_used(
    by_code: Mapping[Look, Collection[str]], codings: Sequence[Coding]
) -> tuple[dict[Look, frozenset[str]], int]:
    """The codes looked for, with those that a coder gave there beyond them; and how many of these there are."""
    found = {look: set(codes) for look, codes in by_code.items()}
    beyond = 0
    for coding in codings:
        codes = found.get((coding.coder, coding.text_hash))
        if codes is not None and coding.code not in codes and coding.implies_reading:
            beyond += 1
            codes.add(coding.code)
    return {look: frozenset(codes) for look, codes in found.items()}, beyond


def _with_those_below(line: Assigned, codes: Callable[[str, str], Collection[str]], codebook: Codebook) -> set[str]:
    is_group = any(_below(line.code, each) for each in codebook.by_id)
    named = {line.code} if is_group or line.code in codebook.by_id else set(codes(line.code, line.coder))
    return named | {
        each for each in codebook.by_id for one in named if _below(one, each) or codebook.is_below(each, one)
    }


def _below(code: str, other: str) -> bool:
    return other.startswith(f"{code}.")
