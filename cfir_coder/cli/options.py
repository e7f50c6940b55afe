"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class TableFormat(StrEnum):
    """How a table is printed to stdout."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class Unlabelled(StrEnum):
    """What a text without speaker labels is taken for."""

    PARTICIPANT = "participant"
    DOCUMENT = "document"
    SKIP = "skip"


StudyPath = Annotated[Path, typer.Argument(help="Study folder, or the folder that `cfir code` wrote.", metavar="STUDY")]
Format = Annotated[TableFormat, typer.Option("--format", help="How to print the table.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="File to write (.csv or .xlsx).")]
Force = Annotated[bool, typer.Option("--force", help="Replace files that a person may have edited.")]
CoderName = Annotated[
    str | None, typer.Option("--coder", help="Only this coder's codings. Default: the last machine coder.")
]
ValenceName = Annotated[str | None, typer.Option("--valence", help="Only facilitator, barrier, mixed or neutral.")]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", help='Only where an attribute has a value: "role=judge". May be repeated.'),
]
UnlabelledChoice = Annotated[
    Unlabelled | None,
    typer.Option("--unlabelled", help="What a text without speaker labels is taken for. Default: document."),
]
Endpoint = Annotated[
    str | None,
    typer.Option("--endpoint", help="Language model's server. Default: http://127.0.0.1:11434/v1 (Ollama)."),
]
Interviewers = Annotated[
    list[str] | None,
    typer.Option("--interviewer", help="Label of an interviewer, as it stands in the files. May be repeated."),
]
