import pytest

from cfir_coder.coders.judging import Judge, Mark, cohen
from cfir_coder.model.transcript import Role, Speaker, Transcript, Turn

TEXT = "P: one two three four five six seven eight nine ten\n"
SPEECH = Transcript(
    document="a.txt",
    text=TEXT,
    format="txt",
    speakers=(Speaker(label="P", role=Role.PARTICIPANT),),
    turns=(Turn(index=0, speaker="P", start=3, end=len(TEXT) - 1),),
)


def mark(words: str, code: str = "a", confidence: float = 1.0) -> Mark:
    start = TEXT.index(words)
    return Mark(SPEECH.hash, start, start + len(words), code, confidence)


def test_a_third_of_the_shorter_passage_is_enough_to_find_it() -> None:
    judge = Judge([SPEECH])

    score = judge.by_code([mark("one two three")], [mark("three four five six")])["a"]

    assert (1, 1, 1, 1) == (score.support, score.found, score.proposed, score.right)


def test_less_than_a_third_finds_nothing() -> None:
    judge = Judge([SPEECH])

    score = judge.by_code([mark("one two three four")], [mark("four five six seven")])["a"]

    assert (0, 0, 0.0) == (score.found, score.right, score.f1)


def test_the_words_of_a_worked_table_give_their_kappa() -> None:
    """Ten words, four by the first, four by the second, two by both: (.6 - .52) / (1 - .52)."""
    judge = Judge([SPEECH])

    score = judge.by_code([mark("one two three four")], [mark("three four five six")])["a"]

    assert pytest.approx(0.08 / 0.48) == score.kappa


def test_kappa_is_undefined_where_chance_explains_everything() -> None:
    assert cohen(10, 0, 0, 10) is None
    assert cohen(0, 0, 0, 0) is None
    assert cohen(5, 0, 0, 10) == 1.0


def test_all_codes_together_count_every_code() -> None:
    judge = Judge([SPEECH])

    score = judge.overall([mark("one", "a"), mark("two", "b")], [mark("one", "a"), mark("two", "c")])

    assert (2, 1, 2, 1, 0.5) == (score.support, score.found, score.proposed, score.right, score.f1)
    assert score.kappa == 1.0


def test_nothing_proposed_has_no_precision_and_an_f1_of_zero() -> None:
    score = Judge([SPEECH]).by_code([mark("one")], [])["a"]

    assert (None, 0.0, 0.0) == (score.precision, score.recall, score.f1)


def test_whole_texts_are_judged_by_their_keys_whoever_speaks() -> None:
    judge = Judge.of_texts({"a.txt": "one two three four", "b.txt": "five"})

    score = judge.overall([Mark("a.txt", 0, 7, "a")], [Mark("a.txt", 4, 13, "a"), Mark("b.txt", 0, 4, "a")])

    assert (1, 1, 2, 1) == (score.support, score.found, score.proposed, score.right)
    assert score.kappa == pytest.approx((2 / 5 - 12 / 25) / (1 - 12 / 25))
