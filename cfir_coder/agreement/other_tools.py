"""What other programs would print for the same codings, and how they define it.

Sources: NVivo 12 help, "Run a coding comparison query"; MAXQDA help, "Intercoder agreement"; ATLAS.ti manual,
"Inter-coder agreement"; QualCoder's source, reports.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import Literal, get_args

from cfir_coder.agreement.alpha import krippendorff_alpha
from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.grid import Seen, grid_of_units, spans_on
from cfir_coder.agreement.kappa import cohen_kappa
from cfir_coder.agreement.spans import likeness
from cfir_coder.agreement.sweep import character_tables
from cfir_coder.errors import AgreementError

OtherTool = Literal["nvivo", "maxqda", "atlasti", "qualcoder"]
OTHER_TOOLS: tuple[OtherTool, ...] = get_args(OtherTool)
MAXQDA_OVERLAP = 0.9

DEFINITIONS: MappingProxyType[OtherTool, str] = MappingProxyType(
    {
        "nvivo": "NVivo: every character of a file is a unit, whoever speaks; uncoded by both counts as agreement. "
        "Percent agreement and Cohen's kappa by code (here over all shared files; NVivo lists file by file).",
        "maxqda": f"MAXQDA: only coded segments are units, matched at {MAXQDA_OVERLAP:.0%} overlap or more; there are "
        "no true negatives. Percent agreement over segments of both coders; kappa after Brennan and Prediger with "
        "chance 1 / codes.",
        "atlasti": "ATLAS.ti: every character of the text is a unit, uncoded text included. Krippendorff's binary "
        "alpha by code, percent agreement.",
        "qualcoder": "QualCoder: characters coded by at least one coder. It multiplies the two chance terms "
        "(Pyes * Pno) where Cohen adds them, and leaves out text that nobody coded: its number is no kappa.",
    }
)


@dataclass(frozen=True, slots=True)
class OtherNumber:
    """What another tool prints for a code and two coders; None where it has no number."""

    tool: str
    code: str
    coders: tuple[str, str]
    percent_agreement: float | None
    coefficient: float | None
    coefficient_name: str


def qualcoder_numbers(both: float, first: float, second: float) -> tuple[float | None, float | None]:
    """QualCoder's percent agreement and "kappa" of characters coded by both, by the first only, by the second only."""
    coded = both + first + second
    if not coded:
        return None, None
    agreement = both / coded
    yes = (both + first) / coded * (both + second) / coded
    no = second / coded * first / coded
    return agreement, (agreement - yes * no) / (1 - yes * no) if yes * no < 1 else None


def as_other_tool(comparison: Comparison, tool: OtherTool) -> list[OtherNumber]:
    """The other tool's numbers for every code and each two coders, on the documents that both saw."""
    found = []
    for one, other in combinations(comparison.names, 2):
        pair = comparison.of((one, other))
        pair = pair.within(pair.shared_documents())
        codes = [code for code in pair.codes if pair.knew(one, code) and pair.knew(other, code)]
        found += _matched_segments(pair, codes) if tool == "maxqda" else _characters(pair, codes, tool)
    return found


def _characters(pair: Comparison, codes: Sequence[str], tool: OtherTool) -> list[OtherNumber]:
    import numpy as np

    if not pair.transcripts:
        raise AgreementError("the texts aren't known, so there are no characters to count. Merge with --transcripts.")
    grid = grid_of_units({one.hash: (len(one.text), [(0, len(one.text))]) for one in pair.transcripts})
    everybody = Seen(np.ones((len(grid.documents), 2), dtype=bool), np.ones((len(codes), 2), dtype=bool))
    tables = character_tables(grid, spans_on(grid, pair.codings, codes, pair.names), everybody)
    found = []
    coders = (pair.names[0], pair.names[1])
    for index, code in enumerate(codes):
        table = tables.of_code(index)
        (neither, second), (first, both) = table.crossed().tolist()
        total = neither + second + first + both
        agreement: float | None = (neither + both) / total if total else None
        match tool:
            case "nvivo":
                name, value = "Cohen's kappa", cohen_kappa(table).value
            case "atlasti":
                name, value = "alpha binary", krippendorff_alpha(table, with_se=False).value
            case _:
                name = "kappa as QualCoder computes it"
                agreement, value = qualcoder_numbers(both, first, second)
        found.append(OtherNumber(tool, code, coders, agreement, value, name))
    return found


def _matched_segments(pair: Comparison, codes: Sequence[str]) -> list[OtherNumber]:
    hits = dict.fromkeys(codes, 0)
    for relation in pair.relations:
        left, right = relation.left, relation.right
        if relation.is_aligned and left and right and likeness(left, right) >= MAXQDA_OVERLAP:
            hits[left.code] += 1
    coders = (pair.names[0], pair.names[1])
    found = []
    for code in codes:
        sides = sum(coding.code == code for coding in pair.codings)
        agreement = 2 * hits[code] / sides if sides else None
        found.append(OtherNumber("maxqda", code, coders, agreement, None, "kappa (all codes together only)"))
    sides, matched = len([one for one in pair.codings if one.code in hits]), sum(hits.values())
    if sides and len(codes) > 1:
        overall = 2 * matched / sides
        kappa = (overall - 1 / len(codes)) / (1 - 1 / len(codes))
        found.append(OtherNumber("maxqda", "", coders, overall, kappa, "kappa (Brennan and Prediger)"))
    return found
