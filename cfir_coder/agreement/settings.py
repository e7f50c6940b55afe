"""What is rated, and when it counts as coded."""

from __future__ import annotations

from dataclasses import dataclass

from cfir_coder.agreement.sweep import Rule
from cfir_coder.agreement.units import UnitKind


@dataclass(frozen=True, slots=True)
class Settings:
    """What is rated, and when it counts as coded.

    like: intersection over union (0-1) from which two spans are matched.
    """

    unit: UnitKind = "sentence"
    rule: Rule = "dominant"
    with_interviewer: bool = False
    like: float = 0.5
