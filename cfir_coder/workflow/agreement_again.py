"""Merging into a folder that holds something already: what must stay as it is, and what is drawn anew."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cfir_coder.agreement.consensus import CONSENSUS
from cfir_coder.errors import CfirCoderError, OutputExists
from cfir_coder.study import DATABASE, SETTINGS, Study
from cfir_coder.text import counted
from cfir_coder.workflow.agreement_decisions import CONSENSUS_FILE, open_docket, write_consensus
from cfir_coder.workflow.results import recorded


def refuse_to_replace_a_study(folder: Path, study: Path | None) -> None:
    """Raise OutputExists when a merge into the folder would replace what isn't a merge's.

    That is a study of any kind, the one that is merged with above all, and a merged folder in which somebody has
    coded or decided since. study: the one that is merged with.
    """
    home = None if study is None else study.resolve()
    if home is not None and folder.resolve() in (home, home.parent if home.is_file() else home):
        raise OutputExists(f"{folder} is the study itself, which a merge never changes. Choose another -o.")
    if not any((folder / name).exists() for name in (DATABASE, SETTINGS)):
        return
    record = recorded(folder)
    if record.get("command") != "merge":
        raise OutputExists(f"{folder} holds a study, which a merge would replace. Choose another -o.")
    with Study.open(folder / DATABASE) as opened:
        since = sorted({who for at, who, *_ in opened.log() if at != record.get("at") and who != CONSENSUS})
    if since:
        raise OutputExists(
            f"{folder}: {', '.join(since)} worked in this folder's study since it was merged, which would be lost. "
            f"Choose another -o; with --study {folder} that work joins in."
        )


def consensus_anew(folder: Path, at: datetime) -> list[str]:
    """Draw the consensus of a merged folder anew if it had one; lines that say so."""
    file = folder / CONSENSUS_FILE
    if not file.exists():
        return []
    try:
        done = write_consensus(open_docket(folder), now=lambda: at)
    except CfirCoderError as error:
        file.unlink()
        return [f"the consensus can't be drawn anew, and {file} is removed: {error}"]
    left = len(done.consensus.undecided)
    return [
        f"the consensus is drawn anew from the decisions that stand: {counted(done.n_codings, 'coding')}, "
        f"{counted(left, 'disagreement')} left to decide."
    ]
