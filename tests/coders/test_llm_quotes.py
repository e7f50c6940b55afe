import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfir_coder.coders.llm_quotes import FEWEST_WORDS, MEANT_WORDS, find_quote
from cfir_coder.text import word_count
from tests.strategies import speech

TURN = "We can’t pay  for it.\nHe said “no money” twice, and the art department started late. No money."
SECOND, THIRD = TURN.index("He"), TURN.index("No money")
SENTENCES = [(0, SECOND - 1), (SECOND, THIRD - 1), (THIRD, len(TURN))]


def standing(quote: str) -> str | None:
    span = find_quote(quote, TURN, SENTENCES)
    return None if span is None else TURN[slice(*span)]


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("We can’t pay  for it.", "We can’t pay  for it."),
        ("We can't pay for it.", "We can’t pay  for it."),
        ("pay for it. He said", "pay  for it.\nHe said"),
        ('said "no money" twice', "said “no money” twice"),
        ('"and the art department started late."', "and the art department started late."),
        ("  department started late ", "department started late"),
        ("No money", "No money"),
        ("“No money.”", "No money."),
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
        "the art de",
        "rtment started late",
        "",
        ' "" ',
        "...",
    ],
)
def test_what_nobody_said_so_stands_nowhere(quote: str) -> None:
    assert standing(quote) is None


@pytest.mark.parametrize("quote", ["no money", "We", "started late.", "late. No", "it. He"])
def test_fewer_than_three_words_that_are_no_sentence_are_too_few(quote: str) -> None:
    assert standing(quote) is None


def test_fewer_than_three_words_count_where_they_are_all_that_was_said_or_whole_sentences() -> None:
    assert (1, 6) == find_quote("Never", "“Never”.")
    assert (0, 10) == find_quote("No. Never.", "No. Never. I mean it.", [(0, 3), (4, 10), (11, 21)])
    assert find_quote("No. Never.", "No. Never. I mean it.") is None


def test_a_place_inside_a_longer_word_is_none() -> None:
    assert (18, 28) == find_quote("art is all", "Smart is all, but art is all.")


@pytest.mark.parametrize("again", ["no money", "there is no money", "at the end of the day no"])
def test_of_a_short_quote_that_stands_twice_nobody_knows_which_is_meant(again: str) -> None:
    assert find_quote(again, f"Well, {again}, I say: {again}.") is None


def test_a_long_quote_that_stands_twice_is_meant_and_stands_at_the_first_place() -> None:
    again = "there was no money for the second nurse"

    assert (6, 6 + len(again)) == find_quote(again, f"Well, {again}, I say: {again}.")


def test_a_short_sentence_said_twice_is_refused_too() -> None:
    assert find_quote("No money.", "No money. I say: No money.", [(0, 9), (10, 26)]) is None


@given(speech, st.data())
def test_every_stretch_of_whole_words_is_found_and_the_words_are_the_same(text: str, data: st.DataObject) -> None:
    words = text.split()
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = " ".join(words[first : last + 1])

    found = find_quote(quote, text)

    if found is not None:
        assert quote.replace("’", "'").split() == text[slice(*found)].replace("’", "'").split()
    elif any(letter.isalnum() for letter in quote):
        is_twice = text.count(words[first]) > 1
        assert word_count(quote) < (MEANT_WORDS if is_twice else FEWEST_WORDS)
