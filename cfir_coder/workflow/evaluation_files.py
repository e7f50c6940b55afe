"""The tables and the figure of an evaluation, as files."""

from __future__ import annotations

from pathlib import Path

from cfir_coder.errors import UsageError
from cfir_coder.files import check_output
from cfir_coder.workflow.evaluating import Evaluation


def write_evaluation(found: Evaluation, folder: Path | None, figure: Path | None, *, force: bool) -> list[Path]:
    """Write the tables into a folder and draw the curve, whichever is named; all of them or none.

    Raises OutputExists, OutputBlocked, or UsageError when the curve can't be drawn.
    """
    from cfir_coder.report import write_csv
    from cfir_coder.report.calibration_figure import draw_calibration

    tables = {folder / f"{name}.csv": table for name, table in found.tables().items()} if folder else {}
    paths = [*tables, *([figure] if figure else [])]
    for path in paths:
        if any(other in path.parents for other in paths):
            raise UsageError(f"{path} would stand under another file that is written. Name another --figure or -o.")
        check_output(path, force=force)
    if figure:
        draw_calibration(found.calibration, figure, title=f"{found.coder} against {found.reference}")
    for path, table in tables.items():
        write_csv(table, path)
    return paths
