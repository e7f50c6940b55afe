"""Agreement of each two coders among several: kappa has no other form, and one pair may differ from the rest."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from statistics import median

from cfir_coder.agreement.alpha import alpha_values
from cfir_coder.agreement.family import observed_agreement
from cfir_coder.agreement.kappa import agreement_and_chance, cohen_values, pooled_kappa
from cfir_coder.agreement.measuring import Measured


@dataclass(frozen=True, slots=True)
class PairOfCode:
    """Two coders' agreement on one code, over the units that both saw; None where it is undefined."""

    percent_agreement: float | None
    kappa: float | None
    alpha: float | None


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two coders' agreement over the codes that both looked for.

    documents: that both saw. units: of the code with most. median_alpha: over codes that have one.
    """

    coders: tuple[str, str]
    documents: int
    units: float
    pooled_kappa: float | None
    median_alpha: float | None
    codes: dict[str, PairOfCode]


def agreement_of_pairs(measured: Measured) -> list[PairAgreement]:
    """Each two coders by name; none when only matched spans were measured."""
    import numpy as np

    if measured.tables is None or not measured.names:
        return []
    tables, found = measured.tables, []
    for one, other in combinations(range(len(measured.coders)), 2):
        table = tables.table.of_coders((one, other))
        paired = tables.by_document[:, :, table.is_pairable].sum(axis=2)
        agreed = observed_agreement(table, np.eye(2))
        kappas = cohen_values(table, np.eye(2))
        alphas = alpha_values(table)
        columns = zip(measured.names, agreed.tolist(), kappas.tolist(), alphas.tolist(), strict=True)
        codes = {code: PairOfCode(_or_none(po), _or_none(k), _or_none(a)) for code, po, k, a in columns}
        known = [each.alpha for each in codes.values() if each.alpha is not None]
        found.append(
            PairAgreement(
                (measured.coders[one], measured.coders[other]),
                int((paired.sum(axis=1) > 0).sum()),
                float(paired.sum(axis=0).max(initial=0)),
                _or_none(float(pooled_kappa(*agreement_and_chance(table.crossed(), np.eye(2))))),
                median(known) if known else None,
                codes,
            )
        )
    return found


def _or_none(value: float) -> float | None:
    return value if value == value else None
