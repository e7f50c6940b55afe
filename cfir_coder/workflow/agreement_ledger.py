"""What a merge has to tell: faults that stop it, and notes that don't."""

from __future__ import annotations

from dataclasses import dataclass, field

from cfir_coder.errors import AgreementError


@dataclass
class Ledger:
    """Faults and notes in the order in which they were found."""

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def raise_faults(self) -> None:
        """Raise AgreementError with every fault, if there is any."""
        if self.faults:
            raise AgreementError(self.faults[0], self.faults)
