"""Tables that coders hand in: any encoding, commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from cfir_coder.errors import AgreementError, TranscriptError
from cfir_coder.text import canonical_text

Row = tuple[int, list[str]]
"""A row's last line in the file, and its cells."""


def read_table(path: Path) -> tuple[list[str], list[Row]]:
    """The header, and every further row that isn't empty.

    Raises AgreementError for a file that can't be read, an empty one, and a row that doesn't fit the header.
    """
    text = read_text(path)
    first = next((line for line in text.split("\n") if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        lines = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise AgreementError(
            f"{path}, line {reader.line_num}: {error}. Save the table again as CSV (UTF-8)."
        ) from error
    if not lines:
        raise AgreementError(f"{path} is empty. The first line names the columns.")
    (_, header), *rows = lines
    header = [cell.strip() for cell in header]
    doubled = sorted({name for name in header if name and header.count(name) > 1})
    if doubled:
        raise AgreementError(f'{path}: two columns are "{doubled[0]}". Rename one of them.')
    for line, row in rows:
        if len(row) != len(header):
            raise AgreementError(
                f"{path}, line {line}: {len(row)} cells, {len(header)} columns. Put commas in a cell in quotes."
            )
    return header, rows


def read_text(path: Path) -> str:
    """A file's text, whatever its encoding, with LF line ends.

    Raises AgreementError.
    """
    from cfir_coder.readers.decoding import decode

    try:
        return canonical_text(decode(path.read_bytes()).text)
    except FileNotFoundError as error:
        raise AgreementError(f"{path}: there is no such file.") from error
    except OSError as error:
        raise AgreementError(f"{path} can't be read ({error.strerror}).") from error
    except TranscriptError as error:
        raise AgreementError(f"{path} {error}") from error
