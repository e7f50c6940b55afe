"""The agreement of coders as tables: what `cfir agree` prints and writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cfir_coder.agreement.code_agreement import COEFFICIENTS, CodeAgreement
from cfir_coder.agreement.layers import VALENCES, Judgements, Layers
from cfir_coder.agreement.measure import Measure
from cfir_coder.agreement.measuring import Measured
from cfir_coder.agreement.other_tools import OtherNumber
from cfir_coder.workflow.agreement_report import AgreementReport, plain_fields

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]


def frames_of(report: AgreementReport) -> dict[str, pd.DataFrame]:
    """Every table by name; empty ones are left out."""
    import pandas as pd

    rows: dict[str, list[Row]] = {
        "agreement": [_line(report, level, one) for level, each in report.measured.items() for one in each.codes],
        "over_codes": [_over("codes", level, each) for level, each in report.measured.items()],
        "pairs": _pairs(report),
        "valence_strength": layer_rows(report.layers),
        "valence_table": valence_table(report.layers),
        "types": [{"type": kind.value, "n": n} for kind, n in report.types.items()],
        "coders": _coders(report),
        "machine": [{"name": report.name(one.code) or "(all codes)", **plain_fields(one)} for one in report.machine],
        "groups": [_brief(report, "group", name, one) for name, each in report.groups.items() for one in each.codes],
        "group_totals": [_over("group", name, each) for name, each in report.groups.items()],
        "rounds": [_brief(report, "round", name, one) for name, each in report.rounds.items() for one in each.codes],
        "round_totals": [_over("round", name, each) for name, each in report.rounds.items()],
        "other_tool": [{**plain_fields(one), **_ours(report, one)} for one in report.others],
        "more": [
            {"code": code, "name": report.name(code), "coefficient": name, **_measure(one)}
            for code, each in report.extra.items()
            for name, one in each.items()
        ],
    }
    return {name: pd.DataFrame(each) for name, each in rows.items() if each}


def layer_rows(layers: Layers) -> list[Row]:
    """Valence and strength, and how many pairs of codings each number rests on."""
    return [
        {"measure": "valence_alpha", **_measure(layers.valence_alpha)},
        {"measure": "valence_agreement", **_plain(layers.valence_agreement)},
        {"measure": "valence_opposite_rate", **_plain(layers.opposite)},
        {"measure": "valence_pairs", **_plain(layers.n_valence_pairs)},
        {"measure": "strength_alpha_ordinal", **_measure(layers.strength_alpha)},
        {"measure": "strength_alpha_interval", **_measure(layers.strength_interval_alpha)},
        {"measure": "strength_quadratic_kappa", **_measure(layers.strength_quadratic_kappa)},
        {"measure": "strength_exact", **_plain(layers.strength_exact)},
        {"measure": "strength_within_one", **_plain(layers.strength_within_one)},
        *({"measure": f"strength_bias {a} less {b}", **_plain(bias)} for (a, b), bias in layers.bias.items()),
        {"measure": "strength_pairs", **_plain(layers.n_strength_pairs)},
        {"measure": "aligned_passages", **_plain(layers.n_passages)},
        {"measure": "aligned_share", **_plain(layers.aligned_share)},
        *_whatever_code(layers.whatever_code),
    ]


def _whatever_code(found: Judgements | None) -> list[Row]:
    """The same where codes may differ on a passage; nothing where none do."""
    if found is None:
        return []
    return [
        {"measure": "valence_alpha, whatever the code", **_measure(found.valence_alpha)},
        {"measure": "strength_alpha_ordinal, whatever the code", **_measure(found.strength_alpha)},
        {"measure": "strength_alpha_interval, whatever the code", **_measure(found.strength_interval_alpha)},
        {"measure": "strength_quadratic_kappa, whatever the code", **_measure(found.strength_quadratic_kappa)},
        {"measure": "aligned_passages, whatever the code", **_plain(found.n_passages)},
    ]


def _line(report: AgreementReport, level: str, one: CodeAgreement) -> Row:
    codebook, settings = report.comparison.codebook, report.settings
    domain = codebook.domain_of(one.code) if one.code in codebook.by_id else None
    row: Row = {
        "level_of_codes": level,
        "code": one.code,
        "name": report.name(one.code),
        "domain": domain.name if domain else "",
        "unit": settings.unit,
        "rule": settings.rule,
        "units": int(one.units),
        "documents": one.documents,
    }
    row |= {f"spans_{name}": one.spans.get(name) for name in report.comparison.names}
    row |= {f"coded_{name}": _whole(one.coded.get(name)) for name in report.comparison.names}
    row |= {"coded_by_all": _whole(one.both), "prevalence": one.prevalence}
    for name in COEFFICIENTS:
        row |= {f"{name}{key}": value for key, value in _columns(one.measures[name]).items()}
    row |= {"bias_index": _bias(one), "matched_f1": one.matched.value, "interval": one.method or ""}
    row |= {"alpha_lowest_document": one.lowest, "alpha_highest_document": one.highest}
    why = one.measures["krippendorff_alpha"].reason or one.no_interval or ""
    return row | {"flags": "; ".join(one.flags), "why_empty": why}


def _bias(one: CodeAgreement) -> float | None:
    """By how much more of the units the first of two coders coded: Byrt, Bishop and Carlin (1993)."""
    if len(one.coded) != 2 or one.prevalence is None:
        return None
    first, second = one.coded.values()
    return (first - second) / one.units


def _over(column: str, name: str, each: Measured) -> Row:
    overall = each.overall
    row: Row = {column: name, "n_codes": overall.n_codes}
    row |= {f"pooled_kappa{key}": value for key, value in _columns(overall.pooled_kappa).items()}
    for distance, one in overall.set_alpha.items():
        row |= {f"set_alpha_{distance}{key}": value for key, value in _columns(one).items()}
    row |= {"median_alpha": overall.median_alpha}
    row |= {"lowest_alpha": overall.alphas[0] if overall.alphas else None}
    row |= {"highest_alpha": overall.alphas[-1] if overall.alphas else None}
    return row | {"positive_agreement": overall.positive_agreement.value, "matched_f1": overall.matched.value}


def _brief(report: AgreementReport, column: str, group: str, one: CodeAgreement) -> Row:
    row: Row = {column: group, "code": one.code, "name": report.name(one.code), "units": int(one.units)}
    row |= {"documents": one.documents, "percent_agreement": one.measures["percent_agreement"].value}
    row |= {f"alpha{key}": value for key, value in _columns(one.measures["krippendorff_alpha"]).items()}
    return row | {"positive_agreement": one.measures["positive_agreement"].value, "flags": "; ".join(one.flags)}


def _pairs(report: AgreementReport) -> list[Row]:
    """Each two coders over all codes; left out for two, who stand in the other tables."""
    if len(report.comparison.names) < 3:
        return []
    return [
        {
            "first": one.coders[0],
            "second": one.coders[1],
            "documents": one.documents,
            "units": int(one.units),
            "pooled_kappa": one.pooled_kappa,
            "median_alpha": one.median_alpha,
        }
        for one in report.pairs
    ]


def valence_table(layers: Layers) -> list[Row]:
    """Pairs of codings by the first coder's valence (rows) and the second's; nothing where no pair has both."""
    if not layers.valences:
        return []
    return [
        {"first coder": one} | {other: layers.valences.get((one, other), 0) for other in VALENCES} for one in VALENCES
    ]


def _coders(report: AgreementReport) -> list[Row]:
    rows = []
    for coder in report.comparison.coders:
        own = [one for one in report.comparison.codings if one.coder == coder.name]
        rows.append(
            {
                "coder": coder.name,
                "kind": coder.kind.value,
                "documents": sum(name == coder.name for name, _ in report.comparison.seen),
                "spans": len(own),
                "codes": len({one.code for one in own}),
                "characters_per_span": sum(one.end - one.start for one in own) / len(own) if own else None,
            }
        )
    return rows


def _ours(report: AgreementReport, number: OtherNumber) -> Row:
    """Our own numbers for the same code and two coders; over all codes pooled kappa, and no alpha."""
    pair = next((one for one in report.pairs if one.coders == number.coders), None)
    found = pair.codes.get(number.code) if pair else None
    return {
        "name": report.name(number.code) or "(all codes)",
        "our_percent_agreement": found.percent_agreement if found else None,
        "our_alpha": found.alpha if found else None,
        "our_kappa": found.kappa if found else pair.pooled_kappa if pair and not number.code else None,
    }


def _columns(one: Measure) -> dict[str, float | None]:
    low, high = one.ci95 or (None, None)
    return {"": one.value, "_low": low, "_high": high}


def _measure(one: Measure) -> Row:
    low, high = one.ci95 or (None, None)
    return {"value": one.value, "ci_low": low, "ci_high": high, "reason": one.reason or one.no_interval or ""}


def _plain(value: float | None) -> Row:
    why = "" if value is not None else "nothing to compare"
    return {"value": value, "ci_low": None, "ci_high": None, "reason": why}


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
