"""`cfir init` and `cfir check`: a study folder, made and verified."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cfir_coder.cli.options import Format, Interviewers, TableFormat, UnlabelledChoice
from cfir_coder.cli.render import print_text, tell
from cfir_coder.cli.speakers import show_look
from cfir_coder.text import counted


def init(
    folder: Annotated[Path, typer.Argument(help="Folder to make the study in.")],
) -> None:
    """Make a study folder with commented files to fill in.

    Example: cfir init mystudy
    """
    from cfir_coder.workflow.study import make_study

    for path in make_study(folder):
        print_text(str(path))
    tell([f"put your transcripts into {folder}/transcripts, then run `cfir code` inside {folder}"])


def check(
    path: Annotated[Path, typer.Argument(help="A study, or transcripts to look at before coding.", metavar="PATH")],
    interviewer: Interviewers = None,
    unlabelled: UnlabelledChoice = None,
    form: Format = TableFormat.TABLE,
) -> None:
    """Check transcripts before coding, or verify a study.

    Example: cfir check transcripts/ && cfir check cfir-results
    """
    from cfir_coder.workflow.speakers import Look, check_transcripts, is_study

    if path.exists() and not is_study(path):
        look = Look((path,), interviewer=tuple(interviewer or ()), unlabelled=unlabelled.value if unlabelled else None)
        show_look(check_transcripts(look), form)
        return
    from cfir_coder.workflow.study import verify_study

    checked = verify_study(path)
    tell(checked.notes)
    for problem in checked.problems:
        print_text(problem)
    if checked.problems:
        raise typer.Exit(1)
    print_text(
        f"{counted(checked.n_transcripts, 'transcript')} and {counted(checked.n_codings, 'coding')}, all sound: "
        "every quote equals its slice, every code exists, every text equals its file."
    )
