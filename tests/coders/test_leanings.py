"""Which way a stretch leans: read by layers of its own, and told the code."""

from __future__ import annotations

import numpy as np
import pytest

from cfir_coder.codebooks import load_codebook
from cfir_coder.coders.deciding import Decider
from cfir_coder.coders.encoder import Encoder, Passage
from cfir_coder.coders.meaning import Heads

RNG = np.random.default_rng(3)
ARRAYS = {
    "tone.norm.weight": np.full(4, 2.0), "tone.norm.bias": np.ones(4),
    "tone.none": np.zeros(2), "tone.codes_2022": np.eye(2), "tone.codes_2009": np.array([[5.0, 5.0]]),
    "tone.hidden.weight": RNG.normal(scale=0.3, size=(3, 6)), "tone.hidden.bias": np.array([3.0, 4.0, 5.0]),
    "tone.scaled.weight": np.array([1.0, 2.0, 3.0]), "tone.scaled.bias": np.array([0.0, 0.0, 1.0]),
}  # fmt: skip
TONE = np.array([1.0, 2.0, 3.0, 6.0])


def test_a_leaning_is_the_tone_beside_the_code_through_one_hidden_layer_and_the_features() -> None:
    """Worked by hand: (1, 2, 3, 6) has mean 3 and variance 3.5; what the hidden layer gives is normalised again."""
    normal = (TONE - 3) / np.sqrt(3.5) * 2 + 1
    hidden = np.maximum(ARRAYS["tone.hidden.weight"] @ np.r_[normal, 0.0, 1.0] + ARRAYS["tone.hidden.bias"], 0)
    scaled = (hidden - hidden.mean()) / hidden.std() * [1, 2, 3] + [0, 0, 1]

    leaning = Heads(ARRAYS).leanings(np.array([[7.0, 8.0]]), TONE[None], "codes_2022", [1])[0]
    assert np.allclose([*scaled, 7, 8], leaning, atol=1e-3)


def test_the_code_and_its_framework_matter_and_an_unknown_one_is_told_as_none() -> None:
    heads = Heads(ARRAYS)
    tones, features = np.stack([TONE] * 3), np.zeros((3, 2))
    first, second, none = heads.leanings(features, tones, "codes_2022", [0, 1, None])
    other = heads.leanings(features[:1], tones[:1], "codes_2009", [0])[0]

    for one, another in ((first, second), (first, none), (first, other)):
        assert not np.allclose(one, another)
    assert np.allclose(
        none, Heads(ARRAYS | {"tone.codes_2022": np.zeros((2, 2))}).leanings(features, tones, "codes_2022", [1] * 3)[0]
    )


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def leaning_of(encoder: Encoder, codebook: str, code: str, text: str = "They never paid us for it.") -> list[float]:
    reading = encoder.read([Passage("", text, ((0, len(text)),))])[0]
    decider = Decider(encoder, load_codebook(codebook))
    leaning: list[float] = decider.leaning(code, decider.heads.features(reading.vectors)[0], reading.tones[0]).tolist()
    return leaning


def test_a_theme_leans_as_the_construct_above_it(encoder: Encoder) -> None:
    book = load_codebook("drug-court-moud")
    decider = Decider(encoder, book)
    above, themes = next(iter(decider.framework.themes.items()))

    assert leaning_of(encoder, "drug-court-moud", above) == leaning_of(encoder, "drug-court-moud", themes[0])
    assert leaning_of(encoder, "drug-court-moud", above) != leaning_of(encoder, "drug-court-moud", "of.ones.own")


def test_which_way_it_leans_hangs_less_on_the_question_than_what_is_meant(encoder: Encoder) -> None:
    """The layers for valence read what was said alone; only the shared layers below them see the question."""
    text = "They paid for all of it, and that made it easy for us to start."
    told = [
        encoder.read([Passage(question, text, ((0, len(text)),))])[0] for question in ("", "Was it hard to pay for?")
    ]
    tones = [one.tones[0].astype(float) for one in told]
    vectors = [one.vectors[0].astype(float) for one in told]

    def likeness(one: np.ndarray, other: np.ndarray) -> float:
        return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))

    assert likeness(*tones) > likeness(*vectors)
