"""Tables of a coded study: any matrix, themes, search."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cfir_coder.errors import UsageError
from cfir_coder.files import check_output
from cfir_coder.matrices.build import Choice, build_matrix
from cfir_coder.matrices.choose import rows_where, without_candidates
from cfir_coder.matrices.search import search_codings, search_text
from cfir_coder.matrices.themes import theme_table
from cfir_coder.matrices.waist import coding_table
from cfir_coder.model.case import Participant
from cfir_coder.model.codebook import Codebook
from cfir_coder.study import Study

if TYPE_CHECKING:
    import pandas as pd

FORMATS = (".csv", ".xlsx")
"""Suffixes of the files that a table is written as."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which codings count: of one valence, of one coder (None: the machine coder that ran last), where."""

    valence: str | None = None
    coder: str | None = None
    where: tuple[str, ...] = ()


def matrix_of(path: Path, chosen: Selection, *, rows: str, cols: str, value: str) -> pd.DataFrame:
    """Lay out the codings of a study, rows by columns, without candidate themes."""
    table, codebook = _coded(path, chosen)
    table = without_candidates(table, codebook)
    choice = Choice(valence=chosen.valence, where=chosen.where)
    return build_matrix(table, codebook, rows=rows, cols=cols, value=value, choice=choice)


def themes_of(path: Path, chosen: Selection) -> pd.DataFrame:
    """List the themes of a study with counts and quotes."""
    table, codebook = _coded(path, chosen)
    return theme_table(table, codebook, valence=chosen.valence, where=chosen.where)


def search_study(
    path: Path,
    chosen: Selection,
    *,
    words: str | None = None,
    regex: bool = False,
    code: str | None = None,
    speaker: str | None = None,
    width: int = 60,
) -> pd.DataFrame:
    """Find words in what was said; with a code or a coder, in what was coded."""
    if words is None and code is None and speaker is None and not chosen.where:
        raise UsageError("say what to find: words, --code, --speaker or --where.")
    if words is not None and code is None and chosen.coder is None:
        return _search_speech(path, chosen, words, regex=regex, speaker=speaker, width=width)
    if regex:
        raise UsageError("--regex searches what was said; it goes without --code and --coder.")
    table, codebook = _coded(path, chosen)
    return search_codings(table, codebook, code=code, speaker=speaker, pattern=words, where=chosen.where)


def _search_speech(
    path: Path, chosen: Selection, words: str, *, regex: bool, speaker: str | None, width: int
) -> pd.DataFrame:
    """Find words in what was said, by whom and by people of what attributes."""
    with Study.open(path) as study:
        found = search_text(study.transcripts(), words, regex=regex, width=width)
        people = {person.id: person for person in study.participants()}
    names = ["site", "role", *dict.fromkeys(name for person in people.values() for name in person.attributes)]
    nobody = Participant(id="")
    told = {name: [people.get(one, nobody).attribute(name) for one in found["participant"]] for name in names}
    found = found.loc[rows_where(found.assign(**told), chosen.where).index]
    return found[found["speaker"].eq(speaker) | found["participant"].eq(speaker)] if speaker else found


def check_table(path: Path | None, *, force: bool) -> None:
    """See that a table can be written, before it is made or anything is stored; None: it won't be.

    Raises UsageError for another format than .csv and .xlsx, OutputBlocked or OutputExists.
    """
    if path is None:
        return
    if path.suffix.lower() not in FORMATS:
        raise UsageError(f'{path}: "{path.suffix}" is no table format. Name a .csv or .xlsx file.')
    check_output(path, force=force)


def write_table(frame: pd.DataFrame, path: Path, *, force: bool) -> None:
    """Write one table as .csv or .xlsx; raises what `check_table` does."""
    from cfir_coder.report import write_csv, write_workbook

    check_table(path, force=force)
    if path.suffix.lower() == ".csv":
        write_csv(frame, path)
    else:
        write_workbook({path.stem[:31]: frame}, path)


def _coded(path: Path, chosen: Selection) -> tuple[pd.DataFrame, Codebook]:
    """The waist of one coder of a study, and the codebook that the coder used."""
    with Study.open(path) as study:
        coder = chosen.coder or study.last_coder()
        names = [each.name for each in study.coders()]
        if coder not in names:
            raise UsageError(f'{path} has no coder "{coder}". There are: {", ".join(names)}.')
        codebook = study.codebook(coder)
        found = study.codings(coder=coder)
        table = coding_table(found, study.transcripts(), study.participants(), codebook, study.endorsements())
        return table, codebook
