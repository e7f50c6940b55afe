"""Which formats a coder's file may have: a format is one file of this room and one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cfir_coder.errors import ExchangeError
from cfir_coder.exchange import json_lines, long_table, wide_table, word_comments
from cfir_coder.exchange.coder_file import LINES, TABLES, CoderFile
from cfir_coder.exchange.coding_sheet import is_torn_sheet
from cfir_coder.exchange.rows import Imported, Told


@dataclass(frozen=True, slots=True)
class Format:
    """A way in which codings are handed in.

    recognises: whether a file is of this format, by its content; it may look at everything that `CoderFile` has,
    but raises nothing for a file of another format. read: every coding in it; raises ExchangeError with every fault.
    """

    name: str
    recognises: Callable[[CoderFile, Told], bool]
    read: Callable[[CoderFile, Told], Imported]


FORMATS: tuple[Format, ...] = (
    Format("JSON lines", json_lines.recognises, json_lines.read),
    Format("comments in a Word document", word_comments.recognises, word_comments.read),
    Format("passages with a column for each code", wide_table.recognises, wide_table.read),
    Format("codings, one a row", long_table.recognises, long_table.read),
)
"""The most particular first: the first one that recognises a file reads it."""


def read_coder_file(path: Path, told: Told | None = None) -> tuple[str, Imported]:
    """Read a coder's file; return the format's name and what it tells.

    Raises ExchangeError for a file that can't be read, that no format recognises, or that holds nothing,
    and for a coding sheet that isn't the workbook as it was made.
    """
    file, told = CoderFile(path), told or Told()
    if not file.raw:
        raise ExchangeError(f"{path} is empty.")
    if is_torn_sheet(file):
        raise ExchangeError(
            f'{path} is a coding sheet saved as another kind of file, or without its hidden sheet "about": valence, '
            'strength and "done" would be lost. Hand in the workbook itself with `cfir import`, as .xlsx and with its '
            "hidden sheet. When it is lost, make a new one with `cfir sheet` and copy the codes over."
        )
    found = next((each for each in FORMATS if each.recognises(file, told)), None)
    if found is None:
        raise ExchangeError(_not_recognised(file))
    imported = found.read(file, told)
    if not imported.rows:
        raise ExchangeError(f"{path} holds no codings. A coder who found nothing writes rows with a document only.")
    return imported.dialect or found.name, imported


def _not_recognised(file: CoderFile) -> str:
    if file.suffix in TABLES:
        return long_table.why_not(file)
    known = " ".join((*TABLES, *LINES, ".docx"))
    if file.suffix in (".xlsm", ".xlsb", ".ods"):
        return f"{file.path} is no coder file that can be read. Save it as .xlsx or .csv."
    return f'{file.path}: "{file.suffix}" is no coder file. Hand in one of {known}; see docs/import.md.'
