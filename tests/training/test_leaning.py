"""Which way passages lean: levelled by what people gave, and words believed as far as they are right."""

import numpy as np
import pytest

from cfir_coder.coders.valence import Judgement
from cfir_coder.model.coding import Valence
from training.corpus import VALENCES
from training.leaning import Leaning, levelled, shift_of, trust_in_words

SILENT = Judgement(Valence.NEUTRAL, 0, 0.5, ())


def passages(counts: dict[str, int], read: list[float], words: Judgement = SILENT) -> list[Leaning]:
    """As many passages of each valence as are told, all read alike."""
    return [Leaning(np.array(read), words, frozenset([name])) for name, count in counts.items() for _ in range(count)]


def test_valences_are_levelled_to_what_people_gave() -> None:
    right = passages({"facilitator": 60, "barrier": 30, "mixed": 10}, [0.3, 0.3, 0.39, 0.01])

    told = levelled(right, shift_of(right))[0].read

    assert told[:3] / told[:3].sum() == pytest.approx([0.6, 0.3, 0.1], abs=0.01)
    assert told.sum() == pytest.approx(1)


def test_nothing_is_moved_where_the_network_is_level() -> None:
    right = passages({"facilitator": 50, "barrier": 30, "mixed": 20}, [0.5, 0.3, 0.2, 1e-9])

    assert shift_of(right) == pytest.approx(np.zeros(len(VALENCES)), abs=0.01)


def test_a_passage_with_two_valences_counts_half_for_each() -> None:
    both = [Leaning(np.array([0.7, 0.2, 0.09, 0.01]), SILENT, frozenset(["facilitator", "barrier"]))] * 40

    side = shift_of([*both, *passages({"mixed": 10}, [0.7, 0.2, 0.09, 0.01])])

    assert 0.7 * np.exp(side[0]) == pytest.approx(0.2 * np.exp(side[1]), rel=0.02)


@pytest.mark.parametrize(("truth", "believed"), [("barrier", True), ("facilitator", False)])
def test_words_are_believed_as_far_as_they_are_right(truth: str, believed: bool) -> None:
    says_barrier = Judgement(Valence.BARRIER, -1, 0.8, ())

    trust = trust_in_words(passages({truth: 50}, [0.6, 0.35, 0.04, 0.01], says_barrier))

    assert (trust["side"] > 0.25) is believed
