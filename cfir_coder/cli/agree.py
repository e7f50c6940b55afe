"""`cfir agree`: how far coders agree."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cfir_coder.cli.agree_tables import show_ratings, show_report
from cfir_coder.cli.options import Format, TableFormat
from cfir_coder.cli.render import tell
from cfir_coder.errors import UsageError


class RatingLevel(StrEnum):
    """What the values of a ratings table are."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class UnitName(StrEnum):
    """What is rated."""

    CHARACTER = "character"
    TOKEN = "token"
    SENTENCE = "sentence"
    TURN = "turn"
    DOCUMENT = "document"
    SPAN = "span"


class UnitRule(StrEnum):
    """When a unit counts as coded."""

    DOMINANT = "dominant"
    ANY = "any"
    MAJORITY = "majority"


class OtherToolName(StrEnum):
    """Programs whose numbers can be printed beside ours."""

    NVIVO = "nvivo"
    MAXQDA = "maxqda"
    ATLASTI = "atlasti"
    QUALCODER = "qualcoder"


def agree(
    study: Annotated[
        Path | None, typer.Argument(help="Study, or folder that `cfir merge` wrote.", metavar="[STUDY]")
    ] = None,
    coder: Annotated[
        list[str] | None,
        typer.Option("--coder", help="Only these coders, together. Default: people, machines apart. May be repeated."),
    ] = None,
    unit: Annotated[UnitName, typer.Option("--unit", help="What is rated.")] = UnitName.SENTENCE,
    rule: Annotated[UnitRule, typer.Option("--rule", help="When a unit counts as coded.")] = UnitRule.DOMINANT,
    interviewer: Annotated[
        bool, typer.Option("--with-interviewer", help="Rate what interviewers say, too; it lifts agreement.")
    ] = False,
    by: Annotated[
        str | None, typer.Option("--by", help="Agreement by site, role, document or another attribute.")
    ] = None,
    rounds: Annotated[
        str | None, typer.Option("--round", help="Attribute of participants that tells the round of coding.")
    ] = None,
    also: Annotated[
        list[str] | None,
        typer.Option("--also", help="A further coefficient by code, as fleiss_kappa or cu_alpha. May be repeated."),
    ] = None,
    compare_with: Annotated[
        OtherToolName | None, typer.Option("--compare-with", help="Another tool's definition and numbers beside ours.")
    ] = None,
    methods: Annotated[bool, typer.Option("--methods", help="Print a paragraph for the methods section only.")] = False,
    assigned: Annotated[
        Path | None,
        typer.Option("--assigned", help="Table of coder, document and perhaps code: who was to look at what."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for agreement.csv, .xlsx, .json and methods.txt.")
    ] = None,
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
    """Report agreement between coders, per code and overall.

    Example: cfir agree merged --by site
    """
    if (ratings is None) == (study is None):
        raise UsageError("say what to compare: a study, a merged folder, or --ratings table.csv.")
    if ratings is not None and assigned is not None:
        raise UsageError("--assigned goes with a study; in a table of ratings an empty cell says not seen.")
    if ratings is not None and output is not None:
        raise UsageError("-o goes with a study. Of a table of ratings write --format csv or json into a file.")
    of_study = {"--with-interviewer": interviewer, "--by": by, "--round": rounds, "--also": also,
                "--compare-with": compare_with, "--methods": methods, "--unit": unit is not UnitName.SENTENCE,
                "--rule": rule is not UnitRule.DOMINANT}  # fmt: skip
    of_ratings = {"--level": level is not RatingLevel.NOMINAL, "--categories": categories, "--cluster": cluster}
    for option, given in (of_ratings if ratings is None else of_study).items():
        if given:
            raise UsageError(f"{option} goes with {'--ratings' if ratings is None else 'a study, not with --ratings'}.")
    if ratings is not None:
        from cfir_coder.workflow.agreement_ratings import agree_on_ratings

        names = [name.strip() for name in (categories or "").split(",") if name.strip()]
        found = agree_on_ratings(ratings, level=level.value, categories=names, cluster=cluster, only=coder or ())
        show_ratings(found, form)
        return
    from cfir_coder.agreement.settings import Settings
    from cfir_coder.files import check_output_folder
    from cfir_coder.workflow.agreement_measure import AgreeRequest, measure_study, write_agreement

    assert study is not None
    if output is not None:
        check_output_folder(output)
    request = AgreeRequest(
        study,
        coders=tuple(coder or ()),
        settings=Settings(unit.value, rule.value, interviewer),
        by=by,
        rounds=rounds,
        compare_with=compare_with.value if compare_with else None,
        also=tuple(also or ()),
        assigned=assigned,
    )
    report = measure_study(request)
    tell(report.notes)
    if methods:
        typer.echo(report.methods())
    else:
        show_report(report, form)
    if output is not None:
        tell([f"{path} written" for path in write_agreement(report, output)])
