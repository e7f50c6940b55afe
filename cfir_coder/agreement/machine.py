"""A machine against people: what it finds of what they coded. Never pooled with the agreement of people."""

from __future__ import annotations

from dataclasses import dataclass

from cfir_coder.agreement.comparison import Comparison
from cfir_coder.agreement.measuring import measure_agreement
from cfir_coder.agreement.settings import Settings


@dataclass(frozen=True, slots=True)
class MachineAgreement:
    """One code, or all ("" ), of a machine coder against one other coder, on units of shared documents.

    precision: of the units the machine coded, the share that the other did too; recall: of the other's, the
    machine's; None where there are none.
    """

    machine: str
    other: str
    code: str
    units_machine: float
    units_other: float
    both: float
    precision: float | None
    recall: float | None
    f1: float | None
    kappa: float | None


def machines_against_others(comparison: Comparison, settings: Settings) -> list[MachineAgreement]:
    """Each machine coder against each other coder who isn't a machine, and against other machines, per code."""
    found = []
    for machine in comparison.machines:
        for other in comparison.names:
            if other == machine or (other in comparison.machines and other < machine):
                continue
            pair = comparison.of((machine, other))
            if pair.shared_documents():
                found += _against(pair, machine, other, settings)
    return found


def _against(pair: Comparison, machine: str, other: str, settings: Settings) -> list[MachineAgreement]:
    measured = measure_agreement(pair, settings)
    lines = [
        _line(
            machine,
            other,
            one.code,
            one.coded.get(machine, 0.0),
            one.coded.get(other, 0.0),
            one.both or 0.0,
            one.measures["cohen_kappa"].value,
        )
        for one in measured.codes
    ]
    totals = [
        sum(column) for column in zip(*((one.units_machine, one.units_other, one.both) for one in lines), strict=True)
    ]
    if totals:
        mine, theirs, both = totals
        lines.insert(0, _line(machine, other, "", mine, theirs, both, measured.overall.pooled_kappa.value))
    return lines


def _line(
    machine: str, other: str, code: str, mine: float, theirs: float, both: float, kappa: float | None
) -> MachineAgreement:
    precision, recall = both / mine if mine else None, both / theirs if theirs else None
    f1 = 2 * both / (mine + theirs) if mine + theirs else None
    return MachineAgreement(machine, other, code, mine, theirs, both, precision, recall, f1, kappa)
