"""Constructs against cases: sites, roles, or any other attribute; and people against codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cfir_coder.matrices.choose import choose_codings, natural_key, text_column
from cfir_coder.matrices.constructs import COUNTED
from cfir_coder.matrices.outline import outline
from cfir_coder.matrices.rows import rows_of
from cfir_coder.matrices.tally import Value, cases, lay_out
from cfir_coder.matrices.waist import attribute_columns
from cfir_coder.model.case import Participant
from cfir_coder.model.codebook import Codebook
from cfir_coder.model.transcript import Role, Transcript

if TYPE_CHECKING:
    import pandas as pd

SEPARATOR = " | "
"""Stands between the case and the valence in the name of a wide column ("Court 1 | barrier")."""
ALL_CASES = "all"


def case_matrix(table: pd.DataFrame, codebook: Codebook, *, by: str = "site", coder: str | None = None) -> pd.DataFrame:
    """Count codings, participants and sites per construct, case and valence, one line each (long form).

    by: "site", "role", or any other text column. Codings whose case is not told have the case "(not told)",
    so the codings of all lines add up to those of the table. Only combinations that occur have a line.
    Raises TableError for an unknown column.
    """
    import numpy as np
    import pandas as pd

    chosen = choose_codings(table, coder=coder)
    column = text_column(chosen, by)
    grid = lay_out(chosen, codebook, "construct")
    lines = outline(grid, "construct", totals=False)
    names, case = cases(chosen, column)
    valences, valence = cases(chosen, "valence")
    width = len(names) * len(valences)
    cell = case * len(valences) + valence
    counts = {value: lines.count(value, cell, width) for value in COUNTED}
    row, place = np.nonzero(counts["codings"])
    columns: dict[str, object] = {name: [texts[index] for index in row] for name, texts in lines.labels.items()}
    columns[column] = [names[index // len(valences)] for index in place]
    columns["valence"] = [valences[index % len(valences)] for index in place]
    for value in COUNTED:
        columns[value] = counts[value][row, place]
    return pd.DataFrame(columns)


def wide_case_matrix(
    table: pd.DataFrame,
    codebook: Codebook,
    *,
    by: str = "site",
    value: Value = "codings",
    coder: str | None = None,
) -> pd.DataFrame:
    """Lay the same out with one column per case and valence ("Court 1 | barrier"), then all cases by valence.

    Only valences that occur have columns; the last column is "all | codings" (or what is counted). Domain
    totals and the whole have lines of their own; participants are counted anew there.
    """
    import numpy as np
    import pandas as pd

    chosen = choose_codings(table, coder=coder)
    column = text_column(chosen, by)
    grid = lay_out(chosen, codebook, "construct", with_words=value == "words")
    lines = outline(grid, "construct", totals=True)
    names, case = cases(chosen, column)
    valences, valence = cases(chosen, "valence")
    split = lines.count(value, case * len(valences) + valence, len(names) * len(valences))
    over_cases = lines.count(value, valence, len(valences))
    whole = lines.count(value, np.zeros_like(valence), 1)
    headers = [f"{name}{SEPARATOR}{told}" for name in (*names, ALL_CASES) for told in valences]
    headers.append(f"{ALL_CASES}{SEPARATOR}{value}")
    numbers = pd.DataFrame(np.hstack([split, over_cases, whole]), columns=headers)
    return pd.concat([pd.DataFrame(lines.labels), numbers], axis=1)


def cases_by_codes(
    table: pd.DataFrame,
    codebook: Codebook,
    transcripts: Sequence[Transcript],
    participants: Sequence[Participant],
    *,
    coder: str | None = None,
) -> pd.DataFrame:
    """One row per participant who was read: attributes, then per code 0 or 1, then per code how often (`_n`).

    A participant who speaks in a transcript that was read and has no coding has zeros; one whose transcript
    was not read has no row (not seen is not the same as not coded). Unknown speakers have no row. Codes that
    nobody has are left out. Sorted by participant ("P2" before "P10").
    """
    import numpy as np
    import pandas as pd

    chosen = choose_codings(table, coder=coder)
    chosen = chosen[chosen["participant"] != ""]
    speakers = (speaker for transcript in transcripts for speaker in transcript.speakers)
    read = {speaker.participant for speaker in speakers if speaker.role is not Role.INTERVIEWER}
    ids = sorted((read | set(chosen["participant"])) - {None, ""}, key=lambda name: natural_key(str(name)))
    people = {person.id: person for person in participants}
    persons = [people.get(str(name)) or Participant(id=str(name)) for name in ids]
    attributes = attribute_columns(participants)
    rows, index_of = rows_of(codebook, list(dict.fromkeys(chosen["code"])), "code")
    line_of = {person.id: line for line, person in enumerate(persons)}
    counts = np.zeros((len(persons), len(rows)), dtype=np.int64)
    line = chosen["participant"].map(line_of).to_numpy(dtype=np.int64)
    np.add.at(counts, (line, chosen["code"].map(index_of).to_numpy(dtype=np.int64)), 1)
    told = pd.DataFrame(
        {
            "participant": [person.id for person in persons],
            "site": [person.site for person in persons],
            "role": [person.role for person in persons],
            **{column: [person.attributes.get(name, "") for person in persons] for name, column in attributes.items()},
        }
    )
    coded = pd.DataFrame((counts > 0).astype(np.int64), columns=[row.code for row in rows])
    often = pd.DataFrame(counts, columns=[f"{row.code}_n" for row in rows])
    return pd.concat([told, coded, often], axis=1)
