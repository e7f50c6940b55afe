"""The agreement of coders: everything that was measured, and of what; as JSON in full precision."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cfir_coder import __version__
from cfir_coder.agreement.code_agreement import CodeAgreement
from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.disagreement import Difference
from cfir_coder.agreement.layers import Layers
from cfir_coder.agreement.machine import MachineAgreement
from cfir_coder.agreement.measure import Measure
from cfir_coder.agreement.measuring import Measured
from cfir_coder.agreement.other_tools import DEFINITIONS, OtherNumber, OtherTool
from cfir_coder.agreement.pairs import PairAgreement, agreement_of_pairs
from cfir_coder.agreement.settings import Settings
from cfir_coder.model.coding import CoderKind
from cfir_coder.workflow.agreement_methods import MISSING, RULES, methods_paragraph

if TYPE_CHECKING:
    import pandas as pd


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
        """A code's name, with those of the constructs above where CFIR repeats it."""
        from cfir_coder.matrices.rows import clear_name

        return clear_name(self.comparison.codebook, code) or code

    @cached_property
    def types(self) -> dict[Difference, int]:
        """How many passages there are of each kind, the commonest first."""
        counts = Counter(event.difference for event in self.comparison.events)
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    @cached_property
    def pairs(self) -> list[PairAgreement]:
        """Each two coders' agreement on leaf codes."""
        return agreement_of_pairs(self.leaf)

    def frames(self) -> dict[str, pd.DataFrame]:
        """Every table by name; empty ones are left out."""
        from cfir_coder.workflow.agreement_frames import frames_of

        return frames_of(self)

    def as_json(self) -> str:
        """Everything in full precision, with the hashes of the inputs."""
        from cfir_coder.workflow.agreement_frames import layer_rows, valence_table

        told = {
            "tool": f"cfir {__version__}",
            "inputs": self.inputs,
            "settings": self._setting_words(),
            "coders": [{"name": one.name, "kind": one.kind.value} for one in self.comparison.coders],
            "documents": {key: self.comparison.documents[key] for key in self.comparison.shared_documents()},
            "read_in_part": self.comparison.read_in_part,
            "levels": {
                level: {"codes": self._json_of(each), "over_codes": _over_codes(each)}
                for level, each in self.measured.items()
            },
            "pairs": [asdict(one) for one in self.pairs],
            "valence_strength": {row["measure"]: row for row in layer_rows(self.layers)},
            "valence_table": valence_table(self.layers),
            "types": {kind.value: n for kind, n in self.types.items()},
            "machine": [plain_fields(one) for one in self.machine],
            "groups": {group: self._json_of(each) for group, each in self.groups.items()},
            "group_totals": {group: _over_codes(each) for group, each in self.groups.items()},
            "rounds": {name: self._json_of(each) for name, each in self.rounds.items()},
            "round_totals": {name: _over_codes(each) for name, each in self.rounds.items()},
            "other_tool": {
                "definition": DEFINITIONS[self.other_tool] if self.other_tool else None,
                "numbers": [plain_fields(one) for one in self.others],
            },
            "more": {code: {name: one.as_json() for name, one in each.items()} for code, each in self.extra.items()},
            "methods": self.methods(),
            "notes": list(self.notes),
        }
        return json.dumps(told, indent=1, ensure_ascii=False) + "\n"

    def methods(self) -> str:
        """A paragraph on how it was measured, filled with the actual settings."""
        return methods_paragraph(self.comparison, self.leaf)

    def _setting_words(self) -> dict[str, Any]:
        return asdict(self.settings) | {
            "rule_in_words": RULES[self.settings.rule],
            "missing": MISSING,
            "codebook": self.comparison.codebook.label,
            "interval": "clustered by document: jackknife from 6, bootstrap from 15 documents",
            "measured": "with the consensus as a coder" if self.has_consensus else "before adjudication",
        }

    def _json_of(self, measured: Measured) -> dict[str, Any]:
        return {one.code: {"name": self.name(one.code), **_code(one)} for one in measured.codes}

    @property
    def has_consensus(self) -> bool:
        """Whether the consensus is among the coders: then it is no reliability."""
        return any(coder.kind is CoderKind.CONSENSUS for coder in self.comparison.coders)


def _code(one: CodeAgreement) -> dict[str, Any]:
    return {
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


def _over_codes(measured: Measured) -> dict[str, Any]:
    overall = measured.overall
    return {
        "n_codes": overall.n_codes,
        "pooled_kappa": overall.pooled_kappa.as_json(),
        **{f"set_alpha_{name}": one.as_json() for name, one in overall.set_alpha.items()},
        "median_alpha": overall.median_alpha,
        "alphas": list(overall.alphas),
        "positive_agreement": overall.positive_agreement.as_json(),
        "matched_f1": overall.matched.as_json(),
    }


def plain_fields(one: Any) -> dict[str, Any]:
    """A dataclass of plain values as a row; coders in one cell."""
    return {name: ", ".join(value) if isinstance(value, tuple) else value for name, value in asdict(one).items()}
