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
    that a code counts for; one construct is proposed once, as the narrower of the two that stand for it.
    least: confidence from which cues are believed by themselves.
    """
    by_family = {families.get(code, code): (code, confidence) for code, confidence in found}
    for code, confidence in said.items():
        if confidence < least:
            continue
        family = families.get(code, code)
        beside, sure = by_family.get(family, ("", 0.0))
        narrower = code if len(code) > len(beside) else beside
        by_family[family] = narrower, max(confidence, sure)
    ranked = sorted(by_family.values(), key=lambda each: (-each[1], each[0]))
    return ranked[: max(most, len(found))]
