"""How codes that a study taught take part in where thoughts end."""

from __future__ import annotations

import numpy as np
import pytest

from cfir_coder.codebooks import load_codebook
from cfir_coder.coders.deciding import Decider
from cfir_coder.coders.meaning import Cutting, cut
from cfir_coder.coders.nlp import Language
from cfir_coder.coders.weighing import _with_own, _with_verdicts, _worth_coding
from cfir_coder.model.codebook import Code, Codebook, CodeKind
from tests.made_encoder import MadeEncoder

LENGTHS = np.array([5, 5, 5], np.int32)
ONE_CONSTRUCT = np.array([[0.7, 0.3], [0.7, 0.3], [0.7, 0.3]])
CODED = np.array([0.8, 0.8, 0.8])


def places(own: list[np.ndarray]) -> list[tuple[int, int]]:
    return cut(_worth_coding(CODED, own), _with_own(ONE_CONSTRUCT, own), LENGTHS, Cutting(0.5, 1.2))


def test_a_sentence_with_a_taught_code_is_a_thought_of_its_own_between_those_of_a_construct() -> None:
    grief = np.array([0.02, 0.95, 0.02])

    assert places([]) == [(0, 3)]
    assert places([grief]) == [(0, 1), (1, 2), (2, 3)]


def test_a_taught_code_that_is_hardly_there_changes_nothing() -> None:
    assert places([np.array([0.02, 0.1, 0.02])]) == [(0, 3)]


def test_constructs_share_what_the_likeliest_taught_code_leaves() -> None:
    chances = np.exp(_with_own(ONE_CONSTRUCT, [np.array([0.5, 0.0, 1.0]), np.array([0.2, 0.0, 0.0])]))

    assert np.allclose(chances[0], [0.35, 0.15, 0.5, 0.2])
    assert np.allclose(chances[1], [0.7, 0.3, 0, 0], atol=1e-8)
    assert np.allclose(chances[2], [0, 0, 1, 0], atol=1e-8)


@pytest.mark.parametrize(("chance", "proposed"), [(0.1, ["law"]), (0.3, ["law", "theme"]), (0.8, ["theme"])])
def test_a_taught_theme_takes_the_place_of_the_code_above_it_where_it_is_likely(
    chance: float, proposed: list[str]
) -> None:
    """Also in a trial that keeps every chance, so that its threshold can be chosen: the code above isn't lost there."""
    law = "outer_setting.policies_laws"
    theme = Code(id="theme.old_rules", name="Old rules", kind=CodeKind.THEME, parent=law, definition="Rules of old.")
    base = load_codebook("cfir-2022")
    decider = Decider(MadeEncoder(), Codebook(**{**dict(base), "codes": (*base.codes, theme)}))

    found = decider._with_learned([(law, 0.6)], {theme.id: chance})

    names = {law: "law", theme.id: "theme"}
    assert sorted(proposed) == sorted(names[code] for code, _ in found)


def test_what_is_called_a_barrier_in_so_many_words_is_worth_coding() -> None:
    language = Language()
    tokens = language.tokens("Funding is a barrier. We meet on Tuesdays. Those are the barriers.")
    coded = np.array([0.1, 0.1, 0.1])

    nothing, meeting = np.zeros(3, bool), np.array([False, True, False])
    assert _with_verdicts(coded, nothing, tokens, 0.6).tolist() == [0.6, 0.1, 0.1]
    assert _with_verdicts(coded, meeting, tokens, 0.6).tolist() == [0.6, 0.6, 0.1]
    assert _with_verdicts(coded + 0.8, nothing, tokens, 0.6).tolist() == [0.9, 0.9, 0.9]
