"""`cfir init` and `cfir check`: a study folder, made and verified."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cfir_coder.cli.options import StudyPath
from cfir_coder.cli.render import print_text, tell


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


def check(study: StudyPath) -> None:
    """Verify a study: quotes, codes, texts against the files.

    Example: cfir check cfir-results
    """
    from cfir_coder.workflow.study import verify_study

    checked = verify_study(study)
    for problem in checked.problems:
        print_text(problem)
    if checked.problems:
        raise typer.Exit(1)
    print_text(
        f"{checked.n_transcripts} transcripts and {checked.n_codings} codings are sound: every quote equals its "
        "slice, every code exists, every text equals its file."
    )
