"""Candidate themes beside the codebook, for a person to keep, rename, merge or reject."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cfir_coder.model.theme import CandidateTheme
from cfir_coder.text import one_line

if TYPE_CHECKING:
    import pandas as pd

EXEMPLARS = 3


def inductive_table(themes: Iterable[CandidateTheme]) -> pd.DataFrame:
    """One line per candidate, in rank order.

    Columns: code, name, terms (the strongest first), n_codings, n_participants, n_sites, nearest_code (most often
    proposed on the same words, or likeliest when an encoder read), near_codes (with their mean chance), score,
    stability (0-1; near_codes and stability are empty unless an encoder read), for each of three exemplars the quote
    and its place (document:start-end), and empty inclusion_criterion and decision, to be filled in.
    """
    import pandas as pd

    columns: dict[str, list[object]] = {
        name: []
        for name in (
            "code",
            "name",
            "terms",
            "n_codings",
            "n_participants",
            "n_sites",
            "nearest_code",
            "near_codes",
            "score",
            "stability",
        )
    }
    for number in range(1, EXEMPLARS + 1):
        columns[f"exemplar_{number}"] = []
        columns[f"exemplar_{number}_place"] = []
    for theme in themes:
        columns["code"].append(theme.id)
        columns["name"].append(theme.name)
        columns["terms"].append("; ".join(term.term for term in theme.terms))
        columns["n_codings"].append(theme.n_codings)
        columns["n_participants"].append(theme.n_participants)
        columns["n_sites"].append(theme.n_sites)
        columns["nearest_code"].append(theme.nearest)
        columns["near_codes"].append("; ".join(f"{each.code} {each.nearness:.2f}" for each in theme.near))
        columns["score"].append(theme.score)
        columns["stability"].append(theme.stability)
        for number in range(EXEMPLARS):
            told = theme.exemplars[number] if number < len(theme.exemplars) else None
            place = f"{told.document}:{told.start}-{told.end}" if told else ""
            columns[f"exemplar_{number + 1}"].append(one_line(told.quote) if told else "")
            columns[f"exemplar_{number + 1}_place"].append(place)
    columns["inclusion_criterion"] = [""] * len(columns["code"])
    columns["decision"] = [""] * len(columns["code"])
    return pd.DataFrame(columns)
