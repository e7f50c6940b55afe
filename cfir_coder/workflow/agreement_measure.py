"""Measure the agreement of the coders of a study or a merged folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cfir_coder.agreement.coefficients import rating_coefficients
from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.layers import measure_layers
from cfir_coder.agreement.machine import machines_against_others
from cfir_coder.agreement.measure import Measure
from cfir_coder.agreement.measuring import THRESHOLDS, Measured, measure_agreement
from cfir_coder.agreement.other_tools import OtherTool, as_other_tool
from cfir_coder.agreement.rolling import CODE_LEVELS, rolled_up
from cfir_coder.agreement.settings import Settings
from cfir_coder.agreement.unitizing import unit_alphas
from cfir_coder.errors import AgreementError, UsageError
from cfir_coder.files import write_text
from cfir_coder.model.case import Participant
from cfir_coder.workflow.agreement_load import load_comparison
from cfir_coder.workflow.agreement_memory import uncollected
from cfir_coder.workflow.agreement_report import AgreementReport

NOT_TOLD = "(not told)"
U_ALPHA = "u_alpha"


@dataclass(frozen=True, slots=True)
class AgreeRequest:
    """What to measure and how. by: an attribute of participants, or "document". also: further coefficients."""

    path: Path
    coders: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)
    by: str | None = None
    rounds: str | None = None
    compare_with: OtherTool | None = None
    also: tuple[str, ...] = ()


def measure_study(request: AgreeRequest) -> AgreementReport:
    """Measure agreement; people among themselves unless coders are named, machines against people apart.

    Raises AgreementError when fewer than two coders looked at a document.
    """
    with uncollected():
        loaded = load_comparison(request.path, request.coders)
        return report_on(loaded.comparison, request, loaded.inputs)


def report_on(every: Comparison, request: AgreeRequest, inputs: dict[str, str]) -> AgreementReport:
    """Measure what a comparison holds."""
    comparison = every
    notes: list[str] = []
    if not request.coders and len(every.people) > 1:
        comparison = every.of(every.people)
    elif not request.coders and every.machines and len(every.names) > 1:
        notes.append("there is one person: what follows is a machine against that person, no reliability of people.")
    if not comparison.shared_documents():
        coded = "; ".join(f"{c.name} {sum(n == c.name for n, _ in every.seen)}" for c in every.coders)
        raise AgreementError(f"{request.path}: no document was looked at by two coders (documents: {coded or 'none'}).")
    alone = len(comparison.documents) - len(comparison.shared_documents())
    if alone:
        notes.append(f"{alone} documents were looked at by one coder only and count in no agreement.")
    notes += _taken_over(comparison)
    settings = request.settings
    measured: dict[str, Measured] = {
        level: measure_agreement(rolled_up(comparison, level), settings) for level in CODE_LEVELS
    }
    return AgreementReport(
        comparison=comparison,
        settings=settings,
        measured=measured,
        layers=measure_layers(comparison),
        machine=tuple(machines_against_others(every, settings)) if settings.unit != "span" else (),
        groups=_groups(comparison, request.by, settings) if request.by else {},
        rounds=_groups(comparison, request.rounds, settings) if request.rounds else {},
        others=tuple(as_other_tool(comparison, request.compare_with)) if request.compare_with else (),
        other_tool=request.compare_with,
        extra=_extra(comparison, measured["leaf"], request.also),
        inputs=inputs,
        notes=(*notes, *(stopping_hint(_groups(comparison, request.rounds, settings)) if request.rounds else ())),
    )


def _taken_over(comparison: Comparison) -> list[str]:
    """Say whose codings came from a machine's proposals, and so are no independent judgement."""
    told = []
    for name in comparison.names:
        own = [one for one in comparison.codings if one.coder == name]
        taken = sum(one.is_from_proposal for one in own)
        if taken:
            told.append(
                f"{taken} of {name}'s {len(own)} codings were accepted from a machine's proposals; agreement with that "
                "machine, and with others who saw its proposals, is no independent judgement."
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


def stopping_hint(rounds: dict[str, Measured]) -> list[str]:
    """Whether coders may stop coding twice: two rounds in a row in which no code's interval falls below .667."""
    names = list(rounds)
    if len(names) < 2:
        return ["a stopping rule needs two rounds or more."]
    weak: dict[str, list[str]] = {}
    for name in names[-2:]:
        codes = [one for one in rounds[name].codes if "rare" not in one.flags]
        lows = {one.code: one.measures["krippendorff_alpha"].ci95 for one in codes}
        weak[name] = [code for code, ends in lows.items() if ends is None or ends[0] < THRESHOLDS[0]]
    if not any(weak.values()):
        return [
            f"rounds {names[-2]} and {names[-1]}: every code with enough units is above .667; double coding may stop."
        ]
    told = "; ".join(f"{name}: {len(codes)} codes" for name, codes in weak.items() if codes)
    return [f"not yet: the interval of alpha begins below .667, or is unknown, for {told}."]


def _groups(comparison: Comparison, attribute: str, settings: Settings) -> dict[str, Measured]:
    """Agreement in groups of documents: by an attribute of participants, or document by document."""
    grouped: dict[str, set[str]] = defaultdict(set)
    for key in comparison.shared_documents():
        grouped[_group_of(comparison, key, attribute)].add(key)
    if set(grouped) == {NOT_TOLD}:
        raise UsageError(
            f'no participant has "{attribute}". Choose site, role, document or another column of the participants.'
        )
    from cfir_coder.matrices.choose import natural_key

    return {
        group: measure_agreement(comparison.within(grouped[group]), settings)
        for group in sorted(grouped, key=natural_key)
    }


def _group_of(comparison: Comparison, key: str, attribute: str) -> str:
    if attribute == "document":
        return comparison.documents[key]
    people: Sequence[Participant] = [
        person
        for transcript in comparison.transcripts
        if transcript.hash == key
        for person in comparison.participants
        if any(speaker.participant == person.id for speaker in transcript.speakers)
    ]
    values = sorted({person.attribute(attribute) for person in people} - {""})
    return " and ".join(values) or NOT_TOLD


def _extra(comparison: Comparison, measured: Measured, names: Sequence[str]) -> dict[str, dict[str, Measure]]:
    """Further coefficients by code, as they are named in `cfir agree --ratings`, and u_alpha."""
    if not names or measured.tables is None:
        return {}
    found: dict[str, dict[str, Measure]] = {}
    for index, code in enumerate(measured.names):
        every = rating_coefficients(measured.tables.of_code(index))
        unknown = [name for name in names if name not in every and name != U_ALPHA]
        if unknown:
            raise UsageError(f'there is no coefficient "{unknown[0]}". There are: {", ".join(every)}, {U_ALPHA}.')
        found[code] = {name: _u_alpha(comparison, code) if name == U_ALPHA else every[name] for name in names}
    return found


def _u_alpha(comparison: Comparison, code: str) -> Measure:
    """u-alpha of one code over the shared documents laid end to end."""
    shared = comparison.within(comparison.shared_documents())
    at, bases = 0, {}
    for one in shared.transcripts:
        bases[one.hash] = at
        at += len(one.text) + 1
    merged: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for coding in sorted(
        (c for c in shared.codings if c.code == code), key=lambda c: (bases[c.text_hash] + c.start, c.end)
    ):
        start, end = bases[coding.text_hash] + coding.start, bases[coding.text_hash] + coding.end
        own = merged[coding.coder]
        if own and start < own[-1][1]:
            own[-1] = (own[-1][0], max(own[-1][1], end))
        else:
            own.append((start, end))
    units = [(coder, code, start, end) for coder, spans in merged.items() for start, end in spans]
    knew = [name for name in shared.names if shared.knew(name, code)]
    return unit_alphas(units, at, knew).whole
