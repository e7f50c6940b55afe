"""Measure the agreement of the coders of a study or a merged folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cfir_coder.agreement.coefficients import RATING_COEFFICIENTS, clustered, rating_coefficients
from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.continuum import U_ALPHAS, u_alphas
from cfir_coder.agreement.layers import measure_layers
from cfir_coder.agreement.machine import machines_against_others
from cfir_coder.agreement.measure import Measure, undefined
from cfir_coder.agreement.measuring import NO_NEGATIVES, Measured, measure_agreement
from cfir_coder.agreement.other_tools import OtherTool, as_other_tool
from cfir_coder.agreement.rolling import CODE_LEVELS
from cfir_coder.agreement.settings import Settings
from cfir_coder.agreement.sweep import CodeTables
from cfir_coder.errors import AgreementError, UsageError
from cfir_coder.files import write_text
from cfir_coder.text import counted, first_few
from cfir_coder.workflow.agreement_groups import agreement_in_groups, stopping_hint
from cfir_coder.workflow.agreement_load import load_comparison
from cfir_coder.workflow.agreement_memory import uncollected
from cfir_coder.workflow.agreement_report import AgreementReport

NOT_OF_DOMAINS = "told of codes here; of domains see the table of domains"


@dataclass(frozen=True, slots=True)
class AgreeRequest:
    """What to measure and how. by: an attribute of participants, or "document". also: further coefficients.

    assigned: table of coder, document and perhaps code: who was to look at what, besides what the study knows.
    """

    path: Path
    coders: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)
    by: str | None = None
    rounds: str | None = None
    compare_with: OtherTool | None = None
    also: tuple[str, ...] = ()
    assigned: Path | None = None


def measure_study(request: AgreeRequest) -> AgreementReport:
    """Measure agreement; people among themselves unless coders are named, machines against people apart.

    Raises AgreementError when fewer than two coders looked at a document.
    """
    with uncollected():
        loaded = load_comparison(request.path, request.coders, request.assigned)
        return report_on(loaded.comparison, request, loaded.inputs, loaded.notes)


def report_on(
    every: Comparison, request: AgreeRequest, inputs: dict[str, str], told: Sequence[str] = ()
) -> AgreementReport:
    """Measure what a comparison holds. told: notes that were made before."""
    comparison = every
    notes = list(told)
    if not request.coders and len(every.people) > 1:
        comparison = every.of(every.people)
    elif not request.coders and every.machines and len(every.names) > 1:
        notes.append("there is one person: what follows is a machine against that person, no reliability of people.")
    if not comparison.shared_documents():
        coded = "; ".join(f"{c.name} {sum(n == c.name for n, _ in every.seen)}" for c in every.coders)
        begun = " ".join(("", *told_in_part(every)))
        raise AgreementError(
            f"{request.path}: no document was looked at by two coders (documents: {coded or 'none'}).{begun}"
        )
    viewers = Counter(text for _, text in comparison.seen)
    alone = sum(n == 1 for n in viewers.values())
    if alone:
        notes.append(f"looked at by one coder only, and so in no agreement: {counted(alone, 'document')}.")
    notes += told_in_part(comparison)
    notes += _taken_over(comparison)
    settings = request.settings
    measured: dict[str, Measured] = {level: measure_agreement(comparison, settings, level) for level in CODE_LEVELS}
    if not measured["leaf"].codes:
        raise AgreementError(
            f"{request.path}: the documents that two coders looked at hold no code that two of them looked for, so "
            "there is nothing to measure."
        )
    rounds = agreement_in_groups(comparison, request.rounds, settings) if request.rounds else {}
    return AgreementReport(
        comparison=comparison,
        settings=settings,
        measured=measured,
        layers=measure_layers(comparison),
        machine=tuple(machines_against_others(every, settings)) if settings.unit != "span" else (),
        groups=agreement_in_groups(comparison, request.by, settings) if request.by else {},
        rounds=rounds,
        others=tuple(as_other_tool(comparison, request.compare_with)) if request.compare_with else (),
        other_tool=request.compare_with,
        extra=_extra(comparison, measured["leaf"], request.also),
        inputs=inputs,
        notes=(*notes, *(stopping_hint(rounds) if request.rounds else ())),
    )


def told_in_part(comparison: Comparison) -> list[str]:
    """Say of whom which documents are left out, as they are read in part."""
    told = []
    for name, begun in comparison.read_in_part.items():
        shown = first_few(begun, 5)
        told.append(
            f"{name} has read {counted(len(begun), 'document')} in part only ({shown}): left out of agreement "
            "until every row of a coding sheet is done."
        )
    return told


def _taken_over(comparison: Comparison) -> list[str]:
    """Say whose codings came from a machine's proposals, and so are no independent judgement."""
    told = []
    for name in comparison.names:
        own = [one for one in comparison.codings if one.coder == name]
        taken = sum(one.is_from_proposal for one in own)
        if taken:
            told.append(
                f"{taken} of {name}'s {counted(len(own), 'coding')} accepted from a machine's proposals; "
                "agreement with that machine, and with others who saw its proposals, is no independent judgement."
            )
    return told


def write_agreement(report: AgreementReport, folder: Path) -> list[Path]:
    """Write agreement.csv, agreement.xlsx, agreement.json and methods.txt into a folder; return them."""
    from cfir_coder.report import write_csv, write_workbook

    frames = report.frames()
    paths = [folder / name for name in ("agreement.csv", "agreement.xlsx", "agreement.json", "methods.txt")]
    write_csv(frames["agreement"], paths[0])
    write_workbook(frames, paths[1], notes={"how it was measured": report.methods()})
    write_text(paths[2], report.as_json())
    write_text(paths[3], report.methods() + "\n")
    return paths


def _extra(comparison: Comparison, measured: Measured, names: Sequence[str]) -> dict[str, dict[str, Measure]]:
    """Further coefficients by code, as they are named in `cfir agree --ratings`, and the u-alpha family.

    Intervals are over documents, as everywhere; one that can't be drawn from samples has none.
    Those that rate units are undefined on matched spans, which have no negatives.
    Raises UsageError for a name that there isn't.
    """
    every = (*RATING_COEFFICIENTS, *U_ALPHAS)
    if unknown := [name for name in names if name not in every]:
        raise UsageError(f'there is no coefficient "{unknown[0]}". There are: {", ".join(every)}.')
    if not names:
        return {}
    laid = u_alphas(comparison, measured.names) if set(names) & set(U_ALPHAS) else {}
    rating = [name for name in names if name not in U_ALPHAS]
    rated = {code: _of_units(measured.tables, index, rating) for index, code in enumerate(measured.names)}
    told = {code: rated.get(code, dict.fromkeys(rating, undefined(NOT_OF_DOMAINS))) for code in (*rated, *laid)}
    return {code: {name: (one | laid.get(code, {}))[name] for name in names} for code, one in told.items()}


def _of_units(tables: CodeTables | None, index: int, names: Sequence[str]) -> dict[str, Measure]:
    if tables is None:
        return dict.fromkeys(names, undefined(NO_NEGATIVES))
    table = tables.of_code(index)
    every = rating_coefficients(table)
    return clustered({name: every[name] for name in names}, table, "nominal", tables.by_document[:, index])
