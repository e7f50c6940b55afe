"""The calibration curve as a picture: how sure a coder was, and how often it was right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cfir_coder.errors import UsageError
from cfir_coder.files import replacing

if TYPE_CHECKING:
    import pandas as pd

FORMATS = (".png", ".svg")


def draw_calibration(table: pd.DataFrame, path: Path, *, title: str) -> None:
    """Write the curve as .png or .svg, the same bytes for the same table.

    Raises UsageError for another format, when matplotlib isn't installed, or when nothing has a confidence.
    """
    if path.suffix.lower() not in FORMATS:
        raise UsageError(f'{path}: "{path.suffix}" is no picture format. Name a .png or .svg file.')
    if table.empty:
        raise UsageError("there is no curve to draw: the coder proposed nothing.")
    try:
        from matplotlib import rc_context
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UsageError("pictures need matplotlib. Install it with `pip install 'cfir_coder[figures]'`.") from error
    with rc_context({"svg.hashsalt": "cfir", "svg.fonttype": "none"}):
        figure = Figure(figsize=(5, 5), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot(xlim=(0, 1), ylim=(0, 1), title=title)
        axes.set_xlabel("confidence of proposals (mean of each tenth, 0-1)")
        axes.set_ylabel("share that is right (0-1)")
        axes.plot([0, 1], [0, 1], color="0.6", linestyle="--")
        axes.plot(table["mean_confidence"], table["share_right"], marker="o")
        for row in table.itertuples():
            axes.annotate(
                f"{row.proposals}", (row.mean_confidence, row.share_right), (4, 6), textcoords="offset points"
            )
        with replacing(path) as temporary:
            dated = {"Date": None} if path.suffix.lower() == ".svg" else {"Software": None}
            figure.savefig(temporary, format=path.suffix.lower()[1:], dpi=150, metadata=dated)
