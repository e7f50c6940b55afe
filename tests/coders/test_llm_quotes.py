import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfir_coder.coders.llm_quotes import find_quote
from tests.strategies import speech

TURN = "We can’t pay  for it.\nHe said “no money” twice, and the art department started late. No money."


def standing(quote: str, text: str = TURN) -> str | None:
    span = find_quote(quote, text)
    return None if span is None else text[slice(*span)]


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("We can’t pay  for it.", "We can’t pay  for it."),
        ("We can't pay for it.", "We can’t pay  for it."),
        ("pay for it. He said", "pay  for it.\nHe said"),
        ('said "no money" twice', "said “no money” twice"),
        ('"and the art department started late."', "and the art department started late."),
        ("  started late ", "started late"),
        ("No money", "No money"),
        ("no money", "no money"),
    ],
)
def test_white_space_and_the_shape_of_marks_may_differ(quote: str, stands: str) -> None:
    assert stands == standing(quote)


@pytest.mark.parametrize(
    "quote",
    [
        "We cannot pay for it.",
        "We can't pay for it!",
        "we can't pay",
        "We can't ... for it",
        "We can't […] He said",
        "art de",
        "tarted late",
        "",
        ' "" ',
        "...",
    ],
)
def test_what_nobody_said_so_stands_nowhere(quote: str) -> None:
    assert standing(quote) is None


def test_the_first_place_outside_a_longer_word_is_taken() -> None:
    assert (9, 12) == find_quote("art", "started, art and art")


@given(speech, st.data())
def test_every_stretch_of_whole_words_is_found_and_the_words_are_the_same(text: str, data: st.DataObject) -> None:
    words = text.split()
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = " ".join(words[first : last + 1])

    found = find_quote(quote, text)

    if any(letter.isalnum() for letter in quote):
        assert found is not None
        assert quote.replace("’", "'").split() == text[slice(*found)].replace("’", "'").split()
    else:
        assert found is None
