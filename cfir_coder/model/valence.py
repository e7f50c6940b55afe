"""How facilitators and barriers sound: groups of cues, each with its effect."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from cfir_coder.model.base import Model
from cfir_coder.model.cue import Cue


class Effect(StrEnum):
    """What a group of cues does to the stretch it stands in; see `coders.valence`."""

    FACILITATOR = "facilitator"
    BARRIER = "barrier"
    ABSENCE = "absence"
    NEGATION = "negation"
    WISH = "wish"
    PAST = "past"
    CONTRAST = "contrast"
    CONCESSION = "concession"
    HEDGE = "hedge"
    INTENSIFIER = "intensifier"
    EXAMPLE = "example"
    TOPIC = "topic"


class ValenceGroup(Model):
    """Cues of one effect.

    weight: how strongly a hit speaks (about 0.3 weak, 1 plain, 2 strong). strength: 2 marks extreme wording.
    turned: whether a negation before a hit turns it.
    """

    name: str
    effect: Effect
    weight: float = Field(default=1.0, gt=0, le=5)
    strength: int = Field(default=1, ge=1, le=2)
    turned: bool = True
    cues: tuple[Cue, ...]


class ValenceLexicon(Model):
    """Every group, in the order of the file.

    start: what a stretch leans to before its words are weighed (- barrier, + facilitator).
    """

    id: str
    version: str
    start: float = 0.0
    groups: tuple[ValenceGroup, ...]
