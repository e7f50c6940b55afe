"""Tables, messages and progress in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from cfir_coder.cli.options import TableFormat

if TYPE_CHECKING:
    import pandas as pd

    from cfir_coder.coders.job import Progress

MOST_ROWS = 60
"""Rows that a table in the terminal shows; files and `--format csv` hold all of them."""
PLAIN_WIDTH = 120
"""Characters of a line when the output is no terminal."""


def tell(messages: Sequence[str], *, as_what: str = "note") -> None:
    """Print messages to stderr, one a line."""
    for message in messages:
        typer.echo(f"{as_what}: {message}", err=True)


def print_frame(frame: pd.DataFrame, form: TableFormat, *, title: str = "", most_rows: int | None = MOST_ROWS) -> None:
    """Print a table to stdout: for reading, as CSV or as JSON records."""
    if form is TableFormat.CSV:
        typer.echo(frame.to_csv(index=False, lineterminator="\n"), nl=False)
    elif form is TableFormat.JSON:
        typer.echo(frame.to_json(orient="records", indent=1, force_ascii=False))
    else:
        frame = _for_reading(frame)
        header = [str(column) for column in frame.columns]
        rows = frame.astype(object).where(frame.notna(), "").map(str).to_numpy().tolist()
        print_table(header, rows[:most_rows], title=title)
        if most_rows is not None and len(rows) > most_rows:
            tell([f"{len(rows) - most_rows} more rows; say --format csv or -o FILE for all of them."])


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "") -> None:
    """Print a table for reading; columns of numbers stand to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for index, name in enumerate(header):
        cells = [row[index] for row in rows]
        numbers = any(cells) and all(not cell or _is_number(cell) for cell in cells)
        table.add_column(name, justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    _console().print(table)


def print_text(text: str = "", *, bold: bool = False) -> None:
    """Print a line to stdout, wrapped to the terminal."""
    _console().print(text, style="bold" if bold else None, markup=False, highlight=False)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show progress on stderr; silent when it isn't a terminal."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None)
        yield lambda what, done, total: bars.update(task, description=what, completed=done, total=total)


def _console() -> Console:
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH)


def _for_reading(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out what a reader knows from the names beside it: ids of codes, levels, offsets of quotes."""
    if {"before", "match", "after"} <= set(frame.columns):
        context = frame["before"] + "[" + frame["match"] + "]" + frame["after"]
        frame = frame.drop(columns=["end", "before", "match", "after"]).assign(context=context)
    if {"theme", "quote_1"} <= set(frame.columns):
        frame = _themes_for_reading(frame)
    known = ["level", "code"] if "domain" in frame.columns else []
    known += [name for name in frame.columns if name.startswith("quote_2") or name.endswith("_place")]
    return frame.drop(columns=[name for name in known if name in frame.columns])


def _themes_for_reading(frame: pd.DataFrame) -> pd.DataFrame:
    """Themes with their counts, and one quote with who said it."""
    said_by = zip(frame["quote_1_role"], frame["quote_1_site"], strict=True)
    quotes = [f"“{quote}” ({', '.join(filter(None, by))})" for quote, by in zip(frame["quote_1"], said_by, strict=True)]
    shown = frame[["domain", "theme", "valence", "n_codings", "n_participants", "n_sites"]]
    shown = shown.rename(columns={"n_codings": "codings", "n_participants": "people", "n_sites": "sites"})
    return shown.assign(**{"in their words": quotes})


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


if TYPE_CHECKING:
    from rich.console import Console
