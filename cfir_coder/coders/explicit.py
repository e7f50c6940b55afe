"""What is said in so many words stands, whatever the network makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Found = list[tuple[str, float]]


def with_explicit(
    found: Sequence[tuple[str, float]],
    said: Mapping[str, float],
    families: Mapping[str, str],
    *,
    least: float,
    most: int,
) -> Found:
    """The codes of a stretch with those that its cues propose surely enough, surest first, at most so many.

    found: codes with the encoder's confidence. said: codes with the confidence of their cues. families: the construct
    that a code counts for; one construct is proposed once: as the subconstruct where the other is the construct above
    it, as the surer of two beside each other.
    least: confidence from which cues are believed by themselves.
    """
    by_family = {families.get(code, code): (code, confidence) for code, confidence in found}
    for code, confidence in said.items():
        if confidence < least:
            continue
        family = families.get(code, code)
        beside, sure = by_family.get(family, ("", 0.0))
        by_family[family] = _standing_for(code, confidence, beside, sure), max(confidence, sure)
    ranked = sorted(by_family.values(), key=lambda each: (-each[1], each[0]))
    return ranked[: max(most, len(found))]


def _standing_for(code: str, confidence: float, beside: str, sure: float) -> str:
    if not beside or code.startswith(f"{beside}."):
        return code
    return beside if beside.startswith(f"{code}.") or sure >= confidence else code
