"""What `cfir agree` and `cfir merge` print of agreement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from cfir_coder.cli.options import TableFormat
from cfir_coder.cli.render import print_frame, print_table, print_text, tell
from cfir_coder.text import counted

if TYPE_CHECKING:
    from cfir_coder.agreement.code_agreement import CodeAgreement
    from cfir_coder.agreement.measure import Measure
    from cfir_coder.agreement.measuring import Measured
    from cfir_coder.workflow.agreement_ratings import RatingsAgreement
    from cfir_coder.workflow.agreement_report import AgreementReport


def show_report(report: AgreementReport, form: TableFormat, *, most_rows: int | None = None) -> None:
    """Print a report: for reading the codes that need most attention first."""
    if form is TableFormat.JSON:
        typer.echo(report.as_json(), nl=False)
        return
    if form is TableFormat.CSV:
        print_frame(report.frames()["agreement"], form)
        return
    if report.has_consensus:
        tell(["the consensus is among the coders: agreement with it is no reliability."])
    settings = report.settings
    rule = f" ({settings.rule})" if settings.unit not in ("character", "span") else ""
    print_text(
        f"{', '.join(report.comparison.names)}; "
        f"{counted(len(report.comparison.shared_documents()), 'document')} in common; "
        f"unit: {settings.unit}{rule}; not seen is missing."
    )
    codes = report.by_need()
    print_table(_CODE_HEAD, [_code_line(report, one) for one in codes[:most_rows]])
    if most_rows is not None and len(codes) > most_rows:
        print_text(f"and {counted(len(codes) - most_rows, 'code')} with higher agreement.")
    print_table(_OVER_HEAD, [_over_line(level, each) for level, each in report.measured.items()])
    _show_layers(report)
    for title, groups in (("by group", report.groups), ("by round", report.rounds)):
        if groups:
            print_table((title, *_OVER_HEAD[1:]), [_over_line(name, each) for name, each in groups.items()])
    if len(report.comparison.names) > 2 and report.pairs:
        _show_pairs(report)
    if report.machine:
        _show_machine(report)
    if report.other_tool:
        _show_other_tool(report)
    if report.extra:
        _show_extra(report)


_CODE_HEAD = (
    "code",
    "coded by each",
    "both",
    "alpha",
    "95 % interval",
    "po",
    "p+",
    "p-",
    "kappa",
    "AC1",
    "flags",
)
_OVER_HEAD = (
    "codes",
    "n",
    "pooled kappa",
    "95 % interval",
    "MASI alpha",
    "Jaccard alpha",
    "median alpha",
    "from",
    "to",
    "p+",
    "F1 of spans",
)


def _code_line(report: AgreementReport, one: CodeAgreement) -> tuple[str, ...]:
    from cfir_coder.agreement.clusters import FEWEST

    measures = one.measures
    alpha = measures["krippendorff_alpha"]
    why = [] if alpha.value is not None else [alpha.reason or ""]
    ends = _ends(alpha)
    if not ends and one.documents < FEWEST and one.lowest is not None and one.highest is not None:
        ends = f"({one.lowest:.2f} to {one.highest:.2f})"
    elif not ends and alpha.value is not None:
        why.append("no interval")
    return (
        report.name(one.code),
        " ".join(_count(one.coded.get(name)) for name in report.comparison.names),
        _count(one.both),
        _two(alpha.value),
        ends,
        *(_two(measures[name].value) for name in ("percent_agreement", "positive_agreement", "negative_agreement")),
        _two(measures["cohen_kappa"].value),
        _two(measures["gwet_ac1"].value),
        "; ".join([*_shown(one.flags), *why]),
    )


def _shown(flags: Sequence[str]) -> list[str]:
    """Flags for reading; the files have all of them."""
    crossed = [flag.removeprefix("crosses ") for flag in flags if flag.startswith("crosses")]
    kept = [flag for flag in flags if not flag.startswith("crosses") and flag != "AC1 inflated"]
    return [*kept, f"crosses {', '.join(crossed)}"] if crossed else kept


def _over_line(name: str, each: Measured) -> tuple[str, ...]:
    overall = each.overall
    alphas = overall.alphas
    return (
        name,
        str(overall.n_codes),
        _two(overall.pooled_kappa.value),
        _ends(overall.pooled_kappa),
        _two(overall.set_alpha["masi"].value),
        _two(overall.set_alpha["jaccard"].value),
        _two(overall.median_alpha),
        _two(alphas[0] if alphas else None),
        _two(alphas[-1] if alphas else None),
        _two(overall.positive_agreement.value if each.tables is not None else None),
        _two(overall.matched.value),
    )


def _why(one: Measure) -> str:
    """Why there is no value, or no interval."""
    return one.reason or one.no_interval or ""


def _show_layers(report: AgreementReport) -> None:
    from cfir_coder.agreement.layers import VALENCES

    layers = report.layers
    if not layers.n_passages:
        print_text("No passage was given one code by two coders, so valence and strength can't be compared.")
        return
    rows = [
        (
            "valence, alpha nominal",
            _two(layers.valence_alpha.value),
            _ends(layers.valence_alpha),
            _why(layers.valence_alpha),
        ),
        ("valence, same", _two(layers.valence_agreement), "", ""),
        ("valence, facilitator against barrier", _two(layers.opposite), "", ""),
        (
            "strength, alpha ordinal",
            _two(layers.strength_alpha.value),
            _ends(layers.strength_alpha),
            _why(layers.strength_alpha),
        ),
        (
            "strength, quadratic kappa",
            _two(layers.strength_quadratic_kappa.value),
            "",
            _why(layers.strength_quadratic_kappa),
        ),
        ("strength, same", _two(layers.strength_exact), "", ""),
        ("strength, within one", _two(layers.strength_within_one), "", ""),
        *((f"strength, {one} less {other}", f"{bias:+.2f}", "", "") for (one, other), bias in layers.bias.items()),
    ]
    if (wider := layers.whatever_code) is not None:
        also = f", {counted(wider.n_passages, 'passage')} whatever the code"
        for name, measure in (("valence, alpha nominal", wider.valence_alpha),
                              ("strength, alpha ordinal", wider.strength_alpha)):  # fmt: skip
            rows.append((name + also, _two(measure.value), _ends(measure), _why(measure)))
    share = f"{layers.aligned_share:.0%} of codings" if layers.aligned_share is not None else ""
    head = f"On {counted(layers.n_passages, 'passage')} of one code ({share})"
    print_table((head, "value", "95 % interval", "why there is none"), rows)
    if layers.valences:
        names = report.comparison.names
        one, other = names if len(names) == 2 else ("the first coder by name", "the second")
        table = [(mine, *(str(layers.valences.get((mine, theirs), 0)) for theirs in VALENCES)) for mine in VALENCES]
        print_table((f"valence by {one}, across: {other}", *VALENCES), table)


def _show_pairs(report: AgreementReport) -> None:
    rows = [(*one.coders, str(one.documents), _two(one.pooled_kappa), _two(one.median_alpha)) for one in report.pairs]
    print_table(("coder", "and", "documents both saw", "pooled kappa", "median alpha"), rows)


def _show_machine(report: AgreementReport) -> None:
    rows = [
        (
            one.machine,
            one.other,
            report.name(one.code) or "(all codes)",
            f"{one.units_machine:.0f} {one.units_other:.0f}",
            f"{one.both:.0f}",
            _two(one.precision),
            _two(one.recall),
            _two(one.f1),
            _two(one.kappa),
        )
        for one in report.machine
        if not one.code or one.units_other
    ]
    print_table(("machine", "against", "code", "coded by each", "both", "precision", "recall", "F1", "kappa"), rows)
    alone: dict[tuple[str, str], list[str]] = {}
    for one in report.machine:
        if one.code and one.units_machine and not one.units_other:
            alone.setdefault((one.machine, one.other), []).append(f"{report.name(one.code)} ({one.units_machine:.0f})")
    for (machine, other), codes in alone.items():
        print_text(f"Coded by {machine} alone, never by {other}, in units: {', '.join(codes)}.")


def _show_other_tool(report: AgreementReport) -> None:
    from cfir_coder.agreement.other_tools import DEFINITIONS

    assert report.other_tool is not None
    print_text(DEFINITIONS[report.other_tool])
    frame = report.frames()["other_tool"]
    rows = [
        (
            line["name"],
            line["coders"],
            _two(line["percent_agreement"]),
            _two(line["coefficient"]),
            _two(line["our_percent_agreement"]),
            _two(line["our_kappa"]),
            _two(line["our_alpha"]),
        )
        for line in frame.to_dict("records")
    ]
    name = report.others[0].coefficient_name if report.others else ""
    print_table(("code", "coders", "their agreement", f"their {name}", "our po", "our kappa", "our alpha"), rows)


def _show_extra(report: AgreementReport) -> None:
    names = list(next(iter(report.extra.values())))
    rows = [(report.name(code), *(_two(each[name].value) for name in names)) for code, each in report.extra.items()]
    print_table(("code", *(name.replace("_", " ") for name in names)), rows)
    reasons = Counter((name, one.reason) for each in report.extra.values() for name, one in each.items() if one.reason)
    for (name, reason), number in reasons.items():
        print_text(f"{name.replace('_', ' ')}: none for {counted(number, 'code')}, as {reason}.")


def _count(units: float | None) -> str:
    """A count; a dash for a coder who didn't look for the code."""
    return "–" if units is None else f"{units:.0f}"


def _ends(one: Measure) -> str:
    return f"{one.ci95[0]:.2f} to {one.ci95[1]:.2f}" if one.ci95 else ""


def _two(value: float | None) -> str:
    return "" if value is None or value != value else f"{value:.2f}"


def show_ratings(found: RatingsAgreement, form: TableFormat) -> None:
    """Print the agreement in a ratings table."""
    tell(found.notes)
    if form is TableFormat.JSON:
        typer.echo(found.as_json())
    elif form is TableFormat.CSV:
        print_frame(found.as_frame(), form)
    else:
        print_text(
            f"{counted(found.n_units, 'unit')}, {found.n_pairable} of them seen by two coders or more; "
            f"coders {', '.join(found.coders)}; {found.level} values {', '.join(map(str, found.categories))}."
        )
        rows = [
            (
                name.replace("_", " "),
                _decimals(one.value),
                _decimals(one.se),
                f"{one.ci95[0]:.3f} to {one.ci95[1]:.3f}" if one.ci95 else "",
                _why(one),
            )
            for name, one in found.coefficients.items()
        ]
        print_table(("coefficient", "value", "se", "95 % interval", "why there is none"), rows)


def _decimals(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
