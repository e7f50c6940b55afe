"""A passage of one's own, found by its words or offsets near the one it stands for."""

from __future__ import annotations

import pytest

from cfir_coder.agreement.own_passage import NEAR, own_passage
from cfir_coder.errors import AgreementError

TEXT = (
    "P01: The judge backed us. Then the money\nran out. 👍 It wasn’t paid... by then. The judge left. "
    + "And so on. " * 200
    + "Nobody paid."
)
MONEY = (TEXT.index("Then the money"), TEXT.index(" 👍"))


@pytest.mark.parametrize(
    ("written", "passage"),
    [
        ("The judge ... ran out.", "The judge backed us. Then the money\nran out."),
        ("“then the  MONEY … 👍”", "Then the money\nran out. 👍"),
        ("it wasn't paid... by then.", "It wasn’t paid... by then."),
        ("the judge ... paid... by", "The judge backed us. Then the money\nran out. 👍 It wasn’t paid... by"),
        ("the money ...", "the money\nran out."),
        ("... paid", "Then the money\nran out. 👍 It wasn’t paid"),
        ("the", "the"),
        ("5-25", "The judge backed us."),
        ("5 25", "The judge backed us."),
    ],
)
def test_words_or_offsets_name_a_passage(written: str, passage: str) -> None:
    start, end = own_passage(written, TEXT, MONEY)

    assert TEXT[start:end] == passage


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("The jury ... ran out.", '"The jury" doesn\'t stand near this passage.'),
        ("judge ... Nobody paid.", '"Nobody paid." doesn\'t stand near this passage, only further away.'),
        ("udge ... ran out", '"udge" doesn\'t stand near this passage.'),
        ("The judge left ... backed us", 'no passage near this one goes from "The judge left" to "backed us".'),
        ("...", "no words were given."),
        ("30-20", "30-20: a passage ends after it begins."),
        ("5-99999", f"5-99999 lies outside the text, which ends at {len(TEXT)}."),
        ("2000-2010", "2000-2010 isn't near this passage, which stands at 26-49."),
        ("40-41", "40-41 holds nothing but white space."),
    ],
)
def test_what_doesn_t_stand_near_is_told(written: str, message: str) -> None:
    with pytest.raises(AgreementError) as told:
        own_passage(written, TEXT, MONEY)

    assert message in str(told.value)


def test_of_several_places_the_one_most_like_the_passage_is_meant() -> None:
    text = "so it went. so it went. so it went."

    assert own_passage("so it went.", text, (12, 20)) == (12, 23)


def test_a_word_that_goes_on_behind_the_window_isn_t_whole() -> None:
    before = "The money." + "-" * (NEAR - len(" clinic"))

    with pytest.raises(AgreementError, match='"clinic" doesn\'t stand near this passage\\.'):
        own_passage("clinic", before + " clinics", (0, 10))
    start, end = own_passage("clinic", before + " clinic. It closed.", (0, 10))
    assert (start, end) == (NEAR + 4, NEAR + 10)


def test_a_word_that_begins_before_the_window_isn_t_whole() -> None:
    text = "-" * 10 + "reclinic" + "-" * (NEAR - len("clinic")) + "The money."
    start = text.index("The money.")
    assert text[start - NEAR :].startswith("clinic")

    with pytest.raises(AgreementError, match='"clinic" doesn\'t stand near this passage\\.'):
        own_passage("clinic", text, (start, len(text)))


def test_without_the_text_only_offsets_can_be_told() -> None:
    assert own_passage("30-40", None, (26, 48)) == (30, 40)
    with pytest.raises(AgreementError, match="the text isn't known"):
        own_passage("Then the money", None, (26, 48))
