"""What cues say of sentences, as numbers."""

from __future__ import annotations

import numpy as np

from cfir_coder.coders.cue_votes import FORBIDDEN, CueVotes, votes_of
from cfir_coder.coders.cues import CueCoder, Cued
from cfir_coder.coders.meaning import Cutting, cut
from cfir_coder.coders.nlp import Language
from cfir_coder.model.codebook import Code, Codebook, CodeKind
from cfir_coder.model.cue import parse_cue


def votes(lift: list[list[float]]) -> CueVotes:
    return CueVotes(np.array(lift), np.zeros((len(lift), len(lift[0]))), (frozenset(),) * len(lift))


def test_what_is_said_in_so_many_words_is_a_thought_of_its_own_however_alike_it_sounds() -> None:
    alike = np.array([[0.7, 0.3]] * 3)
    settled = votes([[0.8, 0.0], [0.0, 0.8], [0.0, 0.7]]).settled(alike)

    assert np.allclose(settled, [[1, 0], [0, 1], [0.7, 0.3]])
    places = cut(np.full(3, 0.8), np.log(np.maximum(settled, 1e-9)), np.array([5, 5, 5], np.int32), Cutting(0.5, 0.5))
    assert places == [(0, 1), (1, 2), (2, 3)]
    assert np.allclose(votes([[0.9, 0.9]]).settled(alike[:1]), [[0.5, 0.5]])


def test_cues_lift_and_exclusions_ban_by_sentence_and_any_of_a_stretch_counts() -> None:
    def code(name: str, cues: tuple[str, ...], exclusions: tuple[str, ...] = ()) -> Code:
        told = {"cues": tuple(map(parse_cue, cues)), "exclusions": tuple(map(parse_cue, exclusions))}
        return Code(id=name, name=name, kind=CodeKind.CONSTRUCT, **told)

    language = Language()
    book = Codebook(
        id="t", name="t", version="1",
        codes=(code("bus", ("bus",), ("school bus",)), code("money", ("money",)), code("own", (), ("bus",))),
    )  # fmt: skip
    tokens = language.tokens("There is no money. The school bus is late. The school bus came; a bus is a bus.")
    cued = CueCoder(book, language, min_confidence=0).code_turn(tokens)
    told = votes_of(tokens, cued, ["bus", "money"])

    assert np.allclose(told.lift, [[0, 0.7], [0, 0], [0.7, 0]])
    assert told.banned.tolist() == [[0, 0], [FORBIDDEN, 0], [0, 0]]
    assert told.forbidden == (frozenset(), {"bus", "own"}, {"own"})
    assert told.forbidden_in(0, 2) == {"bus", "own"}
    assert np.allclose(told.loudest, [0.7, 0, 0.7])
    assert np.allclose(told.shifts_of([(0, 2), (2, 3)], 2.0), [[FORBIDDEN, 1.4], [1.4, 0]])


def test_a_turn_in_which_no_cue_fires_has_no_votes() -> None:
    told = votes_of(Language().tokens("Yes. No."), Cued(), ["bus"])

    assert not told.lift.any()
    assert not told.banned.any()
    assert told.forbidden == (frozenset(), frozenset())
