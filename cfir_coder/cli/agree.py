"""`cfir agree`: how far coders agree."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cfir_coder.cli.options import Format, TableFormat
from cfir_coder.cli.render import print_frame, print_table, print_text, tell
from cfir_coder.errors import UsageError


class RatingLevel(StrEnum):
    """What the values of a ratings table are."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


def agree(
    ratings: Annotated[
        Path | None,
        typer.Option("--ratings", help="CSV of ratings: rows are units, columns coders, empty is not seen."),
    ] = None,
    level: Annotated[RatingLevel, typer.Option("--level", help="What the ratings are.")] = RatingLevel.NOMINAL,
    categories: Annotated[
        str | None, typer.Option("--categories", help='Every rating that may be given, in order: "low,middle,high".')
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", help="Column of the ratings that names the document, for intervals by document."),
    ] = None,
    form: Format = TableFormat.TABLE,
) -> None:
    """Report agreement between coders.

    Example: cfir agree --ratings table.csv --level ordinal
    """
    if ratings is None:
        raise UsageError("say what to compare: --ratings table.csv.")
    _show_ratings(ratings, level, categories, cluster, form)


def _show_ratings(
    path: Path, level: RatingLevel, categories: str | None, cluster: str | None, form: TableFormat
) -> None:
    from cfir_coder.workflow.agreement_ratings import agree_on_ratings

    names = [name.strip() for name in (categories or "").split(",") if name.strip()]
    found = agree_on_ratings(path, level=level.value, categories=names, cluster=cluster)
    tell(found.notes)
    if form is TableFormat.JSON:
        typer.echo(found.as_json())
    elif form is TableFormat.CSV:
        print_frame(found.as_frame(), form)
    else:
        print_text(
            f"{found.n_units} units, {found.n_pairable} of them seen by two coders or more; "
            f"coders {', '.join(found.coders)}; {found.level} values {', '.join(map(str, found.categories))}."
        )
        rows = [
            (
                name.replace("_", " "),
                _decimals(one.value),
                _decimals(one.se),
                f"{one.ci95[0]:.3f} to {one.ci95[1]:.3f}" if one.ci95 else "",
                one.reason or "",
            )
            for name, one in found.coefficients.items()
        ]
        print_table(("coefficient", "value", "se", "95 % interval", "why there is none"), rows)


def _decimals(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
