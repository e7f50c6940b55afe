"""Facilitators and barriers by construct."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfir_coder.matrices.choose import NONE_GIVEN, VALENCES, choose_codings
from cfir_coder.matrices.outline import outline
from cfir_coder.matrices.tally import Value, lay_out
from cfir_coder.model.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd

COUNTED: tuple[Value, ...] = ("codings", "participants", "sites")


def facilitator_barrier_matrix(table: pd.DataFrame, codebook: Codebook, *, coder: str | None = None) -> pd.DataFrame:
    """Count codings, participants and sites of every coded construct, by valence and in all.

    Columns: level, domain, construct, code, then `facilitator_codings`, `facilitator_participants`,
    `facilitator_sites`, the same for barrier, mixed, neutral, none_given and all, and
    `all_unknown_speaker_codings`: codings by voices nobody is known by, which count as codings only.
    Each domain begins with its total (level "domain total"); the last line is the whole (level "total").
    A row counts its own codings and those of its themes, not those of its subconstructs, so codings add up.
    A participant or site counts once in each cell, so a total has fewer of them than the sum of its rows
    where rows share them.
    """
    import numpy as np
    import pandas as pd

    chosen = choose_codings(table, coder=coder)
    grid = lay_out(chosen, codebook, "construct")
    lines = outline(grid, "construct", totals=True)
    index_of = {valence: index for index, valence in enumerate(VALENCES)}
    valence = np.array([index_of[name or NONE_GIVEN] for name in chosen["valence"]], dtype=np.int64)
    everything = np.zeros_like(valence)
    columns: dict[str, object] = dict(lines.labels)
    split = {value: lines.count(value, valence, len(VALENCES)) for value in COUNTED}
    for index, name in enumerate(VALENCES):
        for value in COUNTED:
            columns[f"{name.replace(' ', '_')}_{value}"] = split[value][:, index]
    for value in COUNTED:
        columns[f"all_{value}"] = lines.count(value, everything, 1)[:, 0]
    columns["all_unknown_speaker_codings"] = lines.count("codings", np.where(grid.person < 0, 0, -1), 1)[:, 0]
    return pd.DataFrame(columns)
