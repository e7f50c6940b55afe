"""How facilitators and barriers sound: groups of cues, each with its effect."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from cfir_coder.model.base import Model
from cfir_coder.model.cue import Cue


class Effect(StrEnum):
    """What a group of cues does to the stretch it stands in; see `coders.valence_leans`."""

    FACILITATOR = "facilitator"
    BARRIER = "barrier"
    ABSENCE = "absence"
    NEGATION = "negation"
    WISH = "wish"
    PAST = "past"
    CONTRAST = "contrast"
    CONCESSION = "concession"
    BOTH = "both"
    PLAIN = "plain"
    HEDGE = "hedge"
    INTENSIFIER = "intensifier"
    EXAMPLE = "example"
    TOPIC = "topic"


class ValenceGroup(Model):
    """Cues of one effect.

    weight: how strongly a hit speaks: log-odds for a side; for marks, their share of what makes mixed or told.
    strength: 2 marks extreme wording. turned: whether a negation before a hit turns it.
    certain: a hit that nothing turns is a verdict in so many words ("is a barrier"), believed against a network.
    seen: passages coded facilitator and barrier that the group spoke in when its weight was fitted.
    """

    name: str
    effect: Effect
    weight: float = Field(default=1.0, gt=0, le=5)
    strength: int = Field(default=1, ge=1, le=2)
    turned: bool = True
    certain: bool = False
    seen: tuple[int, int] = (0, 0)
    cues: tuple[Cue, ...]


class ValenceLexicon(Model):
    """Every group, in the order of the file.

    start: what a stretch leans to before its words are weighed (- barrier, + facilitator).
    mixed_from: weight of contrasts, hedges and words for both sides that makes a stretch mixed.
    told_from: weight of examples and intensifiers, less hedges, that makes its strength 2.
    """

    id: str
    version: str
    start: float = 0.0
    mixed_from: float = Field(default=2.2, gt=0)
    told_from: float = Field(default=0.8, gt=0)
    groups: tuple[ValenceGroup, ...]
