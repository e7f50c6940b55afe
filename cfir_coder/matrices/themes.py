"""The main findings table: which themes help or hinder, for how many, in whose words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cfir_coder.matrices.choose import NONE_GIVEN, VALENCES, choose_codings, natural_key
from cfir_coder.matrices.quotes import illustrative_quotes
from cfir_coder.matrices.tally import lay_out
from cfir_coder.model.codebook import Codebook
from cfir_coder.text import one_line

if TYPE_CHECKING:
    import pandas as pd

QUOTES = 2


def theme_table(
    table: pd.DataFrame,
    codebook: Codebook,
    *,
    valence: str | Sequence[str] | None = None,
    coder: str | Sequence[str] | None = None,
    where: Sequence[str] = (),
) -> pd.DataFrame:
    """One line per theme and valence, in codebook order.

    Columns: domain, construct, theme, valence, n_codings, n_participants, n_sites, n_endorsements (bare agreements
    with a counted turn, each once a line), sites; for each of two quotes
    `quote_1`, `quote_1_role`, `quote_1_site`, `quote_1_place` (document:start-end); code.
    A construct coded as such is its own theme. Inductive themes stand last, under no construct.
    Participants and sites count once a line. How quotes are chosen: see `illustrative_quotes`.
    Raises TableError as `choose_codings` does.
    """
    import numpy as np
    import pandas as pd

    chosen = choose_codings(table, valence=valence, coder=coder, where=where)
    grid = lay_out(chosen, codebook, "theme")
    index_of = {name: index for index, name in enumerate(VALENCES)}
    told = np.array([index_of[name or NONE_GIVEN] for name in chosen["valence"]], dtype=np.int64)
    cells, group = np.unique(grid.row_of * len(VALENCES) + told, return_inverse=True)
    rows = [grid.rows[cell // len(VALENCES)] for cell in cells]
    columns: dict[str, object] = {
        "domain": [row.domain for row in rows],
        "construct": [row.construct for row in rows],
        "theme": [row.name for row in rows],
        "valence": [VALENCES[cell % len(VALENCES)] for cell in cells],
        "n_codings": grid.count("codings", group, len(cells)),
        "n_participants": grid.count("participants", group, len(cells)),
        "n_sites": grid.count("sites", group, len(cells)),
        "n_endorsements": _endorsements(chosen, group.tolist(), len(cells)),
        "sites": _sites(chosen, group.tolist(), len(cells)),
    }
    columns |= _quotes(chosen, illustrative_quotes(chosen, group, len(cells), quotes=QUOTES))
    columns["code"] = [row.code for row in rows]
    return pd.DataFrame(columns)


def _sites(chosen: pd.DataFrame, group: list[int], groups: int) -> list[str]:
    found: list[set[str]] = [set() for _ in range(groups)]
    for index, site in zip(group, chosen["site"].tolist(), strict=True):
        if site:
            found[index].add(site)
    return ["; ".join(sorted(sites, key=natural_key)) for sites in found]


def _endorsements(chosen: pd.DataFrame, group: list[int], groups: int) -> list[int]:
    """How many bare agreements the turns of each line met with; a turn coded twice counts once."""
    agreed: list[set[tuple[str, int, str]]] = [set() for _ in range(groups)]
    told = chosen[["text_hash", "turn", "endorsed_by"]].itertuples(index=False)
    for index, (text, turn, by) in zip(group, told, strict=True):
        agreed[index].update((text, turn, name) for name in filter(None, by.split("; ")))
    return [len(each) for each in agreed]


def _quotes(chosen: pd.DataFrame, picked: list[list[int]]) -> dict[str, list[str]]:
    columns: dict[str, list[str]] = {}
    for number in range(QUOTES):
        shown = [positions[number] if number < len(positions) else -1 for positions in picked]
        rows = chosen.iloc[[position for position in shown if position >= 0]]
        spans = zip(rows["document"], rows["start"], rows["end"], strict=True)
        for suffix, texts in (
            ("", [one_line(quote) for quote in rows["quote"]]),
            ("_role", rows["role"].tolist()),
            ("_site", rows["site"].tolist()),
            ("_place", [f"{document}:{start}-{end}" for document, start, end in spans]),
        ):
            told = iter(texts)
            columns[f"quote_{number + 1}{suffix}"] = ["" if position < 0 else next(told) for position in shown]
    return columns
