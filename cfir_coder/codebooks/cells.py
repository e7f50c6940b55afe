"""How a codebook stands in a table: which columns, and how cues are written into one cell.

A cell with several entries has one on each line. A cue may end in [weight], [scope] or [weight scope].
"""

from __future__ import annotations

import re

from cfir_coder.codebooks.draft import CODE_KEYS, HEADER_TEXTS, PRECEDENCE_KEYS
from cfir_coder.model.codebook import Code, Codebook
from cfir_coder.model.cue import DEFAULT_WEIGHT, Cue, Term

CODES, LISTS, PRECEDENCE, HEADER = "codes", "lists", "precedence", "codebook"
"""Names of the sheets; in CSV the column `row` says which of them a row belongs to."""
LIST_KEYS = ("list", "entries")
ROW = "row"
COLUMNS: dict[str, tuple[str, ...]] = {
    HEADER: HEADER_TEXTS,
    CODES: CODE_KEYS,
    LISTS: LIST_KEYS,
    PRECEDENCE: PRECEDENCE_KEYS,
}

_CUE = re.compile(r"(?P<pattern>.*?)\s*(?:\[\s*(?P<weight>\d*\.?\d+)?\s*(?P<scope>[a-z]+)?\s*\])?")


def cue_cell(cue: Cue) -> str:
    """Write a cue with its weight and scope, where they aren't the usual ones."""
    told = [f"{cue.weight:g}"] if cue.weight != DEFAULT_WEIGHT else []
    told += [cue.scope] if cue.scope != "clause" else []
    return f"{cue.pattern} [{' '.join(told)}]" if told else cue.pattern


def split_cue_cell(line: str) -> tuple[str, str, str]:
    """Pattern, weight and scope of a line of a cell; empty where not told."""
    match = _CUE.fullmatch(line.strip())
    return (match["pattern"], match["weight"] or "", match["scope"] or "") if match else (line, "", "")


def table_rows(codebook: Codebook) -> dict[str, list[dict[str, str]]]:
    """Every sheet's rows. A codebook that extends another is written whole, so that it stands alone."""
    header = {"codebook": codebook.id, "name": codebook.name, "version": codebook.version, "source": codebook.source}
    return {
        HEADER: [header | {"extends": ""}],
        CODES: [_code_row(code) for code in codebook.codes],
        LISTS: [
            {"list": name, "entries": "\n".join(term_entry(term) for term in terms)}
            for name, terms in codebook.lists.items()
        ],
        PRECEDENCE: [
            {"prefer": rule.prefer, "over": rule.over, "when": rule.when_pattern, "reason": rule.reason}
            for rule in codebook.precedence
        ],
    }


def term_entry(term: Term) -> str:
    """A term as it is written in a list."""
    return {"exact": f"={term.text}", "prefix": f"{term.text}*"}.get(term.kind, term.text)


def _code_row(code: Code) -> dict[str, str]:
    return {
        "id": code.id,
        "name": code.name,
        "abbreviation": code.abbreviation,
        "kind": code.kind.value,
        "parent": code.parent or "",
        "definition": code.definition,
        "include": code.include,
        "exclude": code.exclude,
        "typical_valence": code.typical_valence.value if code.typical_valence else "",
        "reverse_rated": "true" if code.reverse_rated else "",
        "color": code.color,
        "examples": "\n".join(code.examples),
        "cfir_2009": "\n".join(code.cfir_2009),
        "cues": "\n".join(cue_cell(cue) for cue in code.cues),
        "exclusions": "\n".join(cue_cell(cue) for cue in code.exclusions),
    }
