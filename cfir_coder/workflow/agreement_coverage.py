"""Who has looked at what: as the files show, or as an assignment says. Not seen is missing, never uncoded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cfir_coder.agreement.comparison import Comparison
from cfir_coder.errors import AgreementError
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import Coding
from cfir_coder.text import undefuse
from cfir_coder.workflow.agreement_ledger import Ledger
from cfir_coder.workflow.agreement_tables import read_table

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("coder", "document", "text_hash", "code")
"""Of coverage.csv; code is empty where a coder looked for every code."""
Look = tuple[str, str]
"""A coder and a text's hash."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A line of an assignment: who was to look at which document; code: for that code and those below only, or ""."""

    place: str
    coder: str
    document: str
    code: str = ""


@dataclass(frozen=True)
class Coverage:
    """seen: (coder, text hash). only: the codes that a coder looked for in a text, where not for all."""

    seen: frozenset[Look]
    only: Mapping[Look, frozenset[str]]


def read_assignment(path: Path) -> list[Assigned]:
    """Read a CSV with the columns coder, document and perhaps code; an empty code means all codes.

    Raises AgreementError.
    """
    header, rows = read_table(path)
    names = [name.casefold() for name in header]
    if "coder" not in names or "document" not in names:
        raise AgreementError(f"{path}: an assignment has the columns coder and document, and perhaps code.")
    coder, document = names.index("coder"), names.index("document")
    code = names.index("code") if "code" in names else None
    return [
        Assigned(
            f"{path.name}, line {line}",
            row[coder].strip(),
            row[document].strip(),
            row[code].strip() if code is not None else "",
        )
        for line, row in rows
    ]


def coverage_of(
    shown: Iterable[Look],
    codings: Sequence[Coding],
    assigned: Sequence[Assigned],
    keys: Mapping[str, str],
    codebook: Codebook,
    ledger: Ledger,
) -> Coverage:
    """Put together what files show and what was assigned.

    shown: who handed in something on a document. keys: text hash by document name. What somebody coded counts as
    seen, assigned or not. A coder of whom there is no file at all hasn't found nothing: that is a fault.
    """
    looked = set(shown) | {(coding.coder, coding.text_hash) for coding in codings if coding.implies_reading}
    if not assigned:
        return Coverage(frozenset(looked), {})
    here = {coder for coder, _ in looked}
    told: dict[Look, set[str]] = defaultdict(set)
    whole: set[Look] = set()
    for line in assigned:
        if fault := _fault(line, here, keys, codebook):
            ledger.faults.append(fault)
            continue
        look = (line.coder, keys[line.document])
        if line.code:
            told[look] |= _with_those_below(line.code, codebook)
        else:
            whole.add(look)
    strangers = looked - whole - told.keys()
    if strangers and not ledger.faults:
        ledger.notes.append(
            f"{len(strangers)} documents were coded by somebody not assigned to them; they count as seen."
        )
    only = {look: codes for look, codes in told.items() if look not in whole}
    beyond = 0
    for coding in codings:
        codes = only.get((coding.coder, coding.text_hash))
        if codes is not None and coding.code not in codes and coding.implies_reading:
            beyond += 1
            codes.add(coding.code)
    if beyond:
        ledger.notes.append(
            f"{beyond} codes were used in documents by somebody not assigned to them; they count as seen."
        )
    return Coverage(frozenset(looked | whole | only.keys()), {look: frozenset(codes) for look, codes in only.items()})


def _fault(line: Assigned, here: set[str], keys: Mapping[str, str], codebook: Codebook) -> str:
    if line.document not in keys:
        return f'{line.place}: the assignment names "{line.document}", which no file and no transcript is called.'
    if line.coder not in here:
        names = ", ".join(sorted(here))
        return (
            f'{line.place}: nothing was handed in by "{line.coder}" (there are: {names}). A coder who found nothing '
            "hands in rows with a document only."
        )
    if line.code and line.code not in codebook.by_id and not any(_below(line.code, each) for each in codebook.by_id):
        return f'{line.place}: the codebook has no code "{line.code}". See `cfir codebook show`.'
    return ""


def _with_those_below(code: str, codebook: Codebook) -> set[str]:
    return {code} | {each for each in codebook.by_id if _below(code, each) or codebook.is_below(each, code)}


def _below(code: str, other: str) -> bool:
    return other.startswith(f"{code}.")


def coverage_table(comparison: Comparison) -> pd.DataFrame:
    """Who has looked at what: a row for each coder and document, or for each code where not all were looked for."""
    import pandas as pd

    rows = sorted(
        (look[0], comparison.documents[look[1]], look[1], code)
        for look in comparison.seen
        for code in comparison.only.get(look, ("",))
    )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def read_coverage(path: Path) -> Coverage:
    """Read what `coverage_table` wrote.

    Raises AgreementError.
    """
    header, rows = read_table(path)
    if tuple(header) != COLUMNS:
        raise AgreementError(f"{path} isn't what cfir wrote (columns {', '.join(COLUMNS)}). Merge the files again.")
    seen: set[Look] = set()
    only: dict[Look, set[str]] = defaultdict(set)
    for _, (coder, _, text, code) in rows:
        seen.add((undefuse(coder), text))
        if code:
            only[undefuse(coder), text].add(undefuse(code))
    return Coverage(frozenset(seen), {look: frozenset(codes) for look, codes in only.items()})
