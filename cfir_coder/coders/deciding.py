"""From weighed stretches to codes: which of them each stretch gets, how surely, and what speaks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from math import exp, log
from typing import TYPE_CHECKING, Any

from cfir_coder.coders.cues import Cued, Proposal, how_sure
from cfir_coder.coders.encoder import Encoder, Passage, Reading
from cfir_coder.coders.explicit import with_explicit
from cfir_coder.coders.framework import Framework, Told, framework_of, told_of
from cfir_coder.coders.job import AnswerStore
from cfir_coder.coders.meaning import Heads, log_softmax
from cfir_coder.coders.nlp import Tokens
from cfir_coder.coders.readings import read_kept
from cfir_coder.coders.sides import Trust
from cfir_coder.coders.weighing import MORE_LIKELY_THAN_NOT, Taught, Weighed, Weigher, nothing_taught
from cfir_coder.model.codebook import Codebook

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

TWO = 2
"""Examples of a code that are near to a stretch, of which the mean counts."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One code on the tokens `start <= x < end` of a turn.

    confidence: 0-1, calibrated. hits: the cues of this code that fired there. valences: the network's probability of
    each. nearest: what the codebook says that is most like it, and nearness, the cosine. silent: not sure enough to be
    proposed.
    """

    code: str
    start: int
    end: int
    confidence: float
    hits: tuple[Any, ...]
    valences: Mapping[str, float]
    nearest: Told | None = None
    nearness: float = 0.0
    silent: bool = False


class Decider:
    """The heads and a codebook, ready for many turns.

    min_confidence: every code from it on is proposed, also where it is doubtful whether the words are worth coding;
    None: what the model's card says for each code, and nothing that is doubtful. top_k: most codes of one stretch.
    store: where the reading of the codebook's texts is kept.
    """

    def __init__(
        self,
        encoder: Encoder,
        codebook: Codebook,
        *,
        min_confidence: float | None = None,
        top_k: int = 2,
        store: AnswerStore | None = None,
    ) -> None:
        card = encoder.card
        self._framework = framework_of(codebook, card["outputs"])
        self._weigher = Weigher(Heads(encoder.heads), self._framework, card["deciding"], card["outputs"]["valence"])
        self._codes, self._families = self._weigher.codes, self._weigher.families
        self._member = self._weigher.member
        self._min_confidence, self._top_k = min_confidence, top_k
        below = [theme for themes in self._framework.themes.values() for theme in themes]
        self.codes = tuple(code.id for code in codebook.codes)
        self._told = told_of(codebook, [*self._codes, *below, *self._framework.own])
        self._senses = self._senses_of_told(encoder, store)
        self._shifts: Mapping[str, Mapping[str, float]] = {}
        self._above = {theme: above for above, themes in self._framework.themes.items() for theme in themes}
        families = self._framework.families
        self._construct_of = families | {theme: families[above] for theme, above in self._above.items()}
        columns = {code: index for index, code in enumerate(self._framework.columns) if code}
        self._columns = columns | {theme: columns[above] for theme, above in self._above.items()}
        self._rows: dict[str, list[int]] = defaultdict(list)
        for row, told in enumerate(self._told):
            self._rows[told.code].append(row)

    def adapted(
        self,
        heads: Heads,
        settings: Mapping[str, Any],
        learned: Taught = nothing_taught,
        leanings: Mapping[str, Mapping[str, float]] | None = None,
    ) -> Decider:
        """The same with other heads and settings, and codes that a study's own coders taught.

        learned: from (n, 384) features to (n,) chances by code; a code that it knows isn't sought by nearness.
        leanings: by construct, what is added to the log odds of each valence.
        """
        other = copy(self)
        other._weigher = replace(self._weigher, heads=heads, settings=dict(settings), taught=learned)
        other._shifts = leanings or {}
        return other

    def with_settings(self, settings: Mapping[str, Any]) -> Decider:
        """The same with other settings than the card's."""
        other = copy(self)
        other._weigher = self._weigher.with_settings(settings)
        return other

    def decide(
        self,
        tokens: Tokens,
        reading: Reading,
        cued: Cued,
        *,
        silent: bool = False,
    ) -> list[Decided]:
        """Decide for one turn. cued: what the cues make of it.

        silent: give the likeliest code also of a stretch for which none is sure enough.
        """
        decided = []
        asked = self._min_confidence is not None
        stretches = list(self._weigher.weigh(tokens, reading, cued, doubtful=silent or asked))
        for one, nearness in zip(stretches, self._nearnesses(stretches), strict=True):
            sure = self._sure_of(one, nearness, cued.proposals) if asked or not one.doubtful else []
            for code, confidence in sure or (self._likeliest(one.chances, one.coded) if silent else []):
                hits = [hit for each in cued.proposals if each.code == code for hit in each.hits]
                nearest, near = self._nearest(code, nearness)
                decided.append(
                    Decided(
                        code,
                        one.start,
                        one.end,
                        confidence,
                        tuple(hit for hit in hits if one.start <= hit.start < one.end),
                        self.valences(code, one.features, one.tone),
                        nearest,
                        near,
                        silent=not sure,
                    )
                )
        return decided

    def _sure_of(self, one: Weighed, nearness: Floats, proposals: Sequence[Proposal]) -> list[tuple[str, float]]:
        """What is proposed for a stretch, by meaning and by what is said in so many words."""
        said: dict[str, float] = {}
        for each in proposals:
            inside = [hit for hit in each.hits if one.start <= hit.start < one.end]
            said[each.code] = max(how_sure(inside), said.get(each.code, 0.0))
        return with_explicit(
            self._codes_of(one, nearness),
            said,
            self._construct_of,
            least=max(self._weigher.settings["explicit_from"], self._min_confidence or 0),
            most=self._top_k,
        )

    @property
    def framework(self) -> Framework:
        """How the codebook stands to the heads."""
        return self._framework

    @property
    def weigher(self) -> Weigher:
        """What cuts a turn into stretches, and weighs them."""
        return self._weigher

    @property
    def heads(self) -> Heads:
        """The heads that score."""
        return self._weigher.heads

    @property
    def settings(self) -> dict[str, Any]:
        """How scores become proposals, as the card says it."""
        return dict(self._weigher.settings)

    @property
    def constructs(self) -> Mapping[str, str]:
        """By code that a head knows, or theme below one, the construct that it counts for."""
        return self._construct_of

    @property
    def trust(self) -> Trust:
        """How far words are believed against the network on which way a stretch leans."""
        return Trust(**self._weigher.settings["trust"])

    def _codes_of(self, one: Weighed, nearness: Floats) -> list[tuple[str, float]]:
        """The codes of one stretch with their confidence, surest first, then the study's own."""
        found = []
        learned = {code: chance for code, chance in one.learned.items() if code not in one.forbidden}
        families = one.chances @ self._member
        for rank, family in enumerate(families.argsort()[::-1][: self._top_k]):
            chance = float(families[family])
            if rank and self._min_confidence is None and chance < self._weigher.settings["second_from"]:
                break
            confidence = self._calibrated(one.coded * chance)
            code = self._narrowest(int(family), one.chances)
            if confidence >= self._least(code):
                found.append((self._theme_or(code, nearness, one), round(confidence, 4)))
        own_from = self._weigher.settings["own_from"] if self._min_confidence is None else self._min_confidence
        found += [
            (code, round(chance, 4))
            for code in self._framework.own
            if code not in one.learned
            and code not in one.forbidden
            and (chance := self._own_chance(code, nearness)) >= own_from
        ]
        return self._with_learned(found, learned)

    def _own_chance(self, code: str, nearness: Floats) -> float:
        """How likely a code that no head knows is: by its two nearest examples, or by what else is told of it.

        One example alone may be near for a name or a word in it.
        """
        examples = [row for row in self._rows[code] if self._told[row].kind == "example"]
        rows, counted = (examples, TWO) if len(examples) >= TWO else (self._rows[code], 1)
        near = sorted((float(nearness[row]) for row in rows), reverse=True)[:counted]
        slope, start = self._weigher.settings["own_scale"]
        return _logistic(slope * sum(near) / counted + start)

    def _likeliest(self, chances: Floats, coded: float) -> list[tuple[str, float]]:
        """The code with the highest confidence, whatever that is."""
        if not self._codes:
            return []
        families = chances @ self._member
        best = int(families.argmax())
        return [(self._narrowest(best, chances), round(self._calibrated(coded * float(families[best])), 4))]

    def _narrowest(self, family: int, chances: Floats) -> str:
        """The likeliest subconstruct of a construct where it is likely enough by itself, else the construct."""
        within = chances * self._member[:, family]
        best = int(within.argmax())
        narrow, wide = self._codes[best], self._families[family]
        surely = within[best] >= self._weigher.settings["narrow_from"] * within.sum()
        return narrow if surely or wide not in self._codes else wide

    def _with_learned(self, found: list[tuple[str, float]], learned: Mapping[str, float]) -> list[tuple[str, float]]:
        """Add the codes that a study's coders taught; a theme that is likely takes the place of the code above it."""
        taught = [(code, round(chance, 4)) for code, chance in learned.items() if chance >= self._least(code)]
        above = {self._above.get(code) for code, chance in taught if chance >= MORE_LIKELY_THAN_NOT}
        return [each for each in found if each[0] not in above] + taught

    def _calibrated(self, chance: float) -> float:
        slope, start = self._weigher.settings["calibration"]
        chance = min(max(chance, 1e-6), 1 - 1e-6)
        return _logistic(slope * log(chance / (1 - chance)) + start)

    def _least(self, code: str) -> float:
        if self._min_confidence is not None:
            return self._min_confidence
        return float(self._weigher.settings["propose_from"].get(code, self._weigher.settings["propose_from"][""]))

    def _theme_or(self, code: str, nearness: Floats, one: Weighed) -> str:
        """The theme below a code that the words are near to, or the code itself."""
        below = self._framework.themes.get(code, ())
        themes = [theme for theme in below if theme not in one.learned and theme not in one.forbidden]
        near = {theme: self._nearest(theme, nearness)[1] for theme in themes}
        best = max(near, key=lambda theme: near[theme], default="")
        return best if best and near[best] >= self._weigher.settings["theme_from"] else code

    def _nearest(self, code: str, nearness: Floats) -> tuple[Told | None, float]:
        rows = self._rows.get(code, [])
        best = max(rows, key=lambda row: nearness[row], default=None)
        return (None, 0.0) if best is None else (self._told[best], float(nearness[best]))

    def leaning(self, code: str, features: Floats, tone: Floats) -> Floats:
        """What the valence head is given of a stretch with a code: (640,). features, tone: (384,)."""
        column = self._columns.get(code)
        found: Floats = self.heads.leanings(features[None], tone[None], self._framework.head, [column])[0]
        return found

    def valences(self, code: str, features: Floats, tone: Floats) -> Mapping[str, float]:
        """The probabilities of a stretch's valences, with how its construct leans in this study.

        code: one that no head knows, or "", is told as none.
        """
        import numpy as np

        logits = self.heads.logits("valence", self.leaning(code, features, tone))
        shifts = self._shifts.get(self._construct_of.get(code, code), {})
        names = self._weigher.valences
        chances = np.exp(log_softmax(logits + np.array([shifts.get(name, 0.0) for name in names])))
        return dict(zip(names, chances.tolist(), strict=True))

    def _nearnesses(self, stretches: Sequence[Weighed]) -> Floats:
        """Cosines of each stretch to what the codebook says: (stretches, texts)."""
        import numpy as np

        if not stretches or not self._told:
            return np.zeros((len(stretches), 0))
        found: Floats = self.heads.senses(np.stack([one.features for one in stretches])) @ self._senses.T
        return found

    def _senses_of_told(self, encoder: Encoder, store: AnswerStore | None) -> Floats:
        import numpy as np

        if not self._told:
            return np.zeros((0, 0), np.float32)
        passages = [Passage("", told.text, ((0, len(told.text)),)) for told in self._told]
        readings = read_kept(encoder, [passages], store)[0]
        return self.heads.senses(self.heads.features(np.concatenate([one.vectors for one in readings])))


def _logistic(odds: float) -> float:
    return 1 / (1 + exp(-odds))
