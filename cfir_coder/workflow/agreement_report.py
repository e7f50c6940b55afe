"""The agreement of coders as tables, JSON, and a paragraph for a paper."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from cfir_coder import __version__
from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.layers import VALENCES, Layers
from cfir_coder.agreement.machine import MachineAgreement
from cfir_coder.agreement.measure import Measure
from cfir_coder.agreement.measuring import COEFFICIENTS, CodeAgreement, Measured
from cfir_coder.agreement.other_tools import DEFINITIONS, OtherNumber, OtherTool
from cfir_coder.agreement.settings import Settings
from cfir_coder.model.coding import CoderKind

if TYPE_CHECKING:
    import pandas as pd

RULES = {
    "dominant": "a unit counts as coded when a span covers half of it or more, or half of the span or more lies in it",
    "any": "a unit counts as coded when a span covers one character of it",
    "majority": "a unit counts as coded when half of its characters are covered",
}
MISSING = "documents that a coder hasn't looked at are missing for that coder, not uncoded"


@dataclass(frozen=True)
class AgreementReport:
    """Everything that was measured, and of what.

    comparison: the coders whose agreement it is. measured: by level of codes (leaf, construct, domain).
    groups: agreement on leaf codes by group of documents ("site Court 1"). rounds: by round, in order.
    """

    comparison: Comparison
    settings: Settings
    measured: dict[str, Measured]
    layers: Layers
    machine: tuple[MachineAgreement, ...] = ()
    groups: dict[str, Measured] = field(default_factory=dict)
    rounds: dict[str, Measured] = field(default_factory=dict)
    others: tuple[OtherNumber, ...] = ()
    other_tool: OtherTool | None = None
    extra: dict[str, dict[str, Measure]] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def leaf(self) -> Measured:
        """Agreement on the codes as they were given."""
        return self.measured["leaf"]

    def by_need(self) -> list[CodeAgreement]:
        """Codes with the lowest alpha first; those without one last."""
        return sorted(self.leaf.codes, key=lambda one: (one.alpha is None, one.alpha or 0.0, one.code))

    def name(self, code: str) -> str:
        """A code's name, with that of the construct above a name that CFIR repeats."""
        known = self.comparison.codebook.by_id.get(code)
        return known.name if known else code

    def frames(self) -> dict[str, pd.DataFrame]:
        """Every table by name; empty ones are left out."""
        import pandas as pd

        rows = {
            "agreement": [self._line(level, one) for level, each in self.measured.items() for one in each.codes],
            "over_codes": [self._over(level, each) for level, each in self.measured.items()],
            "valence_strength": self._layer_rows(),
            "valence_table": self._valence_table(),
            "types": self._types(),
            "coders": self._coders(),
            "machine": [{"name": self.name(one.code) or "(all codes)", **_fields(one)} for one in self.machine],
            "groups": [self._brief(group, one) for group, each in self.groups.items() for one in each.codes],
            "group_totals": [self._over(group, each) for group, each in self.groups.items()],
            "rounds": [self._brief(name, one) for name, each in self.rounds.items() for one in each.codes],
            "other_tool": [{**_fields(one), **self._ours(one)} for one in self.others],
            "more": [
                {"code": code, "name": self.name(code), "coefficient": name, **_measure(one)}
                for code, each in self.extra.items()
                for name, one in each.items()
            ],
        }
        return {name: pd.DataFrame(each) for name, each in rows.items() if each}

    def as_json(self) -> str:
        """Everything in full precision, with the hashes of the inputs."""
        told = {
            "tool": f"cfir {__version__}",
            "inputs": self.inputs,
            "settings": self._setting_words(),
            "coders": [{"name": one.name, "kind": one.kind.value} for one in self.comparison.coders],
            "documents": {key: self.comparison.documents[key] for key in self.comparison.shared_documents()},
            "levels": {
                level: {
                    "codes": {one.code: self._json_of(one) for one in each.codes},
                    "over_codes": {
                        "n_codes": each.overall.n_codes,
                        "pooled_kappa": each.overall.pooled_kappa.as_json(),
                        **{f"set_alpha_{name}": one.as_json() for name, one in each.overall.set_alpha.items()},
                        "median_alpha": each.overall.median_alpha,
                        "alphas": list(each.overall.alphas),
                        "positive_agreement": each.overall.positive_agreement.as_json(),
                        "matched_f1": each.overall.matched.as_json(),
                    },
                }
                for level, each in self.measured.items()
            },
            "valence_strength": {row["measure"]: row for row in self._layer_rows()},
            "types": {row["type"]: row["n"] for row in self._types()},
            "machine": [_fields(one) for one in self.machine],
            "groups": {g: {one.code: self._json_of(one) for one in each.codes} for g, each in self.groups.items()},
            "rounds": {g: {one.code: self._json_of(one) for one in each.codes} for g, each in self.rounds.items()},
            "other_tool": {
                "definition": DEFINITIONS[self.other_tool] if self.other_tool else None,
                "numbers": [_fields(one) for one in self.others],
            },
            "more": {code: {name: one.as_json() for name, one in each.items()} for code, each in self.extra.items()},
            "methods": self.methods(),
            "notes": list(self.notes),
        }
        return json.dumps(told, indent=1, ensure_ascii=False) + "\n"

    def methods(self) -> str:
        """A paragraph on how it was measured, filled with the actual settings."""
        documents = self.comparison.shared_documents()
        method = next((one.method for one in self.leaf.codes if one.method), None)
        interval = (
            f"95 % intervals take documents as independent ({method} over documents)"
            if method
            else "with so few documents no intervals are given; the range over documents is"
        )
        whose = "excluding interviewers" if not self.settings.with_interviewer else "including interviewers"
        unit = self.settings.unit
        rated = (
            f"Spans were matched at an intersection over union of {self.settings.like:g} or more"
            if unit == "span"
            else f"The unit of agreement was the {unit} ({whose})"
            + ("" if unit == "character" else f"; {RULES[self.settings.rule]}")
        )
        overall = self.leaf.overall
        pooled, alphas = overall.pooled_kappa.value, overall.alphas
        result = (
            f" Over {overall.n_codes} codes pooled kappa (De Vries et al., 2008) was {pooled:.2f}"
            if pooled is not None
            else ""
        )
        if alphas and overall.median_alpha is not None:
            result += (
                f"; alpha by code had a median of {overall.median_alpha:.2f} ({alphas[0]:.2f} to {alphas[-1]:.2f})"
            )
        return (
            f"{len(self.comparison.coders)} coders ({', '.join(self.comparison.names)}) coded {len(documents)} "
            f"documents in common. {rated}; each code was rated as coded or not coded, and {MISSING}. Agreement is "
            "Krippendorff's alpha (nominal), with percent agreement, positive and negative agreement, Cohen's kappa "
            f"and Gwet's AC1 beside it; {interval}. Reliability was measured before adjudication.{result}. "
            f"Computed with cfir {__version__}, codebook {self.comparison.codebook.label}."
        )

    # Rows

    def _setting_words(self) -> dict[str, Any]:
        return asdict(self.settings) | {
            "rule_in_words": RULES[self.settings.rule],
            "missing": MISSING,
            "codebook": self.comparison.codebook.label,
            "interval": "clustered by document: jackknife from 6, bootstrap from 15 documents",
            "measured": "before adjudication",
        }

    def _line(self, level: str, one: CodeAgreement) -> dict[str, Any]:
        domain = self.comparison.codebook.domain_of(one.code) if one.code in self.comparison.codebook.by_id else None
        row: dict[str, Any] = {
            "level_of_codes": level,
            "code": one.code,
            "name": self.name(one.code),
            "domain": domain.name if domain else "",
            "unit": self.settings.unit,
            "rule": self.settings.rule,
            "units": int(one.units),
            "documents": one.documents,
        }
        row |= {f"spans_{name}": n for name, n in one.spans.items()}
        row |= {f"coded_{name}": int(n) for name, n in one.coded.items()}
        row |= {"coded_by_all": int(one.both), "prevalence": one.prevalence}
        for name in COEFFICIENTS:
            row |= {f"{name}{key}": value for key, value in _columns(one.measures[name]).items()}
        row |= {"matched_f1": one.matched.value, "interval": one.method or ""}
        row |= {"alpha_lowest_document": one.lowest, "alpha_highest_document": one.highest}
        why = one.measures["krippendorff_alpha"].reason or one.no_interval or ""
        return row | {"flags": "; ".join(one.flags), "why_empty": why}

    def _over(self, level: str, each: Measured) -> dict[str, Any]:
        overall = each.overall
        row: dict[str, Any] = {"codes": level, "n_codes": overall.n_codes}
        row |= {f"pooled_kappa{key}": value for key, value in _columns(overall.pooled_kappa).items()}
        for name, one in overall.set_alpha.items():
            row |= {f"set_alpha_{name}{key}": value for key, value in _columns(one).items()}
        row |= {"median_alpha": overall.median_alpha}
        row |= {"lowest_alpha": overall.alphas[0] if overall.alphas else None}
        row |= {"highest_alpha": overall.alphas[-1] if overall.alphas else None}
        return row | {"positive_agreement": overall.positive_agreement.value, "matched_f1": overall.matched.value}

    def _brief(self, group: str, one: CodeAgreement) -> dict[str, Any]:
        row: dict[str, Any] = {"group": group, "code": one.code, "name": self.name(one.code), "units": int(one.units)}
        row |= {"documents": one.documents, "percent_agreement": one.measures["percent_agreement"].value}
        row |= {f"alpha{key}": value for key, value in _columns(one.measures["krippendorff_alpha"]).items()}
        return row | {"positive_agreement": one.measures["positive_agreement"].value, "flags": "; ".join(one.flags)}

    def _layer_rows(self) -> list[dict[str, Any]]:
        layers = self.layers
        return [
            {"measure": "valence_alpha", **_measure(layers.valence_alpha)},
            {"measure": "valence_agreement", **_plain(layers.valence_agreement)},
            {"measure": "valence_opposite_rate", **_plain(layers.opposite)},
            {"measure": "strength_alpha_ordinal", **_measure(layers.strength_alpha)},
            {"measure": "strength_alpha_interval", **_measure(layers.strength_interval_alpha)},
            {"measure": "strength_quadratic_kappa", **_measure(layers.strength_quadratic_kappa)},
            {"measure": "strength_exact", **_plain(layers.strength_exact)},
            {"measure": "strength_within_one", **_plain(layers.strength_within_one)},
            *({"measure": f"strength_bias {a} less {b}", **_plain(bias)} for (a, b), bias in layers.bias.items()),
            {"measure": "aligned_passages", **_plain(layers.n_passages)},
            {"measure": "aligned_share", **_plain(layers.aligned_share)},
        ]

    def _valence_table(self) -> list[dict[str, Any]]:
        if not self.layers.valences:
            return []
        return [
            {"first coder": one} | {other: self.layers.valences.get((one, other), 0) for other in VALENCES}
            for one in VALENCES
        ]

    def _types(self) -> list[dict[str, Any]]:
        counts = Counter(event.difference for event in self.comparison.events)
        return [{"type": kind.value, "n": n} for kind, n in sorted(counts.items(), key=lambda pair: -pair[1])]

    def _coders(self) -> list[dict[str, Any]]:
        rows = []
        for coder in self.comparison.coders:
            own = [one for one in self.comparison.codings if one.coder == coder.name]
            rows.append(
                {
                    "coder": coder.name,
                    "kind": coder.kind.value,
                    "documents": sum(name == coder.name for name, _ in self.comparison.seen),
                    "spans": len(own),
                    "codes": len({one.code for one in own}),
                    "characters_per_span": sum(one.end - one.start for one in own) / len(own) if own else None,
                }
            )
        return rows

    def _ours(self, number: OtherNumber) -> dict[str, Any]:
        """Our own numbers beside another tool's."""
        found = next((one for one in self.leaf.codes if one.code == number.code), None)
        return {
            "name": self.name(number.code) or "(all codes)",
            "our_percent_agreement": found.measures["percent_agreement"].value if found else None,
            "our_alpha": found.alpha if found else self.leaf.overall.median_alpha,
            "our_kappa": found.measures["cohen_kappa"].value if found else self.leaf.overall.pooled_kappa.value,
        }

    def _json_of(self, one: CodeAgreement) -> dict[str, Any]:
        return {
            "name": self.name(one.code),
            "units": one.units,
            "documents": one.documents,
            "coded": one.coded,
            "coded_by_all": one.both,
            "spans": one.spans,
            "prevalence": one.prevalence,
            "coefficients": {name: measure.as_json() for name, measure in one.measures.items()}
            | {"matched_f1": one.matched.as_json()},
            "alpha_over_documents": [one.lowest, one.highest],
            "no_interval": one.no_interval,
            "flags": list(one.flags),
        }

    @property
    def has_consensus(self) -> bool:
        """Whether the consensus is among the coders: then it is no reliability."""
        return any(coder.kind is CoderKind.CONSENSUS for coder in self.comparison.coders)


def _columns(one: Measure) -> dict[str, float | None]:
    low, high = one.ci95 or (None, None)
    return {"": one.value, "_low": low, "_high": high}


def _measure(one: Measure) -> dict[str, Any]:
    low, high = one.ci95 or (None, None)
    return {"value": one.value, "ci_low": low, "ci_high": high, "reason": one.reason or ""}


def _plain(value: float | None) -> dict[str, Any]:
    return {
        "value": value,
        "ci_low": None,
        "ci_high": None,
        "reason": "" if value is not None else "nothing to compare",
    }


def _fields(one: Any) -> dict[str, Any]:
    told = asdict(one)
    return {name: ", ".join(value) if isinstance(value, tuple) else value for name, value in told.items()}
