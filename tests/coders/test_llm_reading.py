import json

import pytest

from cfir_coder.coders.llm_reading import Demand, Fault, Passage, read_codes, told_codes
from cfir_coder.model.coding import Valence
from tests.made_llm import coding

TEXT = "Money is short here. The judge backs us, so people come."
ABOVE = {
    "inner": frozenset({"inner"}),
    "inner.money": frozenset({"inner.money", "inner"}),
    "inner.money.wages": frozenset({"inner.money.wages", "inner.money", "inner"}),
    "inner.judge": frozenset({"inner.judge", "inner"}),
}
CODABLE = set(ABOVE) - {"inner"}


def read(*codes: object, **demand: object):
    return read_codes(json.dumps({"codes": codes}), Passage(TEXT), CODABLE, ABOVE, Demand(**demand))


def test_a_code_with_its_quote_counts_with_everything_that_was_told() -> None:
    (found,) = read(coding("Money is short here.", strength=2)).found

    assert ("Money is short here.", "inner.money") == (TEXT[found.start : found.end], found.code)
    assert (Valence.BARRIER, -2, 0.8, "Money is short.") == (
        found.valence,
        found.strength,
        found.confidence,
        found.reason,
    )


@pytest.mark.parametrize(
    ("valence", "strength", "told"),
    [("facilitator", 2, 2), ("barrier", 1, -1), ("barrier", -2, -2), ("mixed", 2, 0), ("Neutral", 1, 0)],
)
def test_the_sign_of_a_strength_follows_the_valence(valence: str, strength: int, told: int) -> None:
    (found,) = read(coding("Money is short", valence=valence, strength=strength)).found

    assert told == found.strength


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (coding("Money is very short here."), Fault.QUOTE),
        (coding("How does it go?"), Fault.QUOTE),
        (coding("Money is short here.", "inner.mone"), Fault.CODE),
        (coding("Money is short here.", "inner"), Fault.CODE),
        (coding("Money is short here.", confidence=80), Fault.FORM),
        (coding("Money is short here.", confidence=-0.1), Fault.FORM),
        (coding("Money is short here.", valence="bad"), Fault.FORM),
        (coding("Money is short here.", strength=5), Fault.FORM),
        ({"code": "inner.money"}, Fault.FORM),
        ("inner.money", Fault.FORM),
        (None, Fault.FORM),
    ],
)
def test_what_doesnt_hold_is_left_out_with_its_reason_and_the_rest_counts(code: object, fault: Fault) -> None:
    reading = read(code, coding("The judge backs us", "inner.judge"))

    assert (["inner.judge"], (fault,)) == ([one.code for one in reading.found], reading.faults)


def test_a_confidence_that_is_no_number_is_left_out() -> None:
    content = json.dumps({"codes": [coding("Money is short here.")]}).replace("0.8", "NaN")

    assert (Fault.FORM,) == read_codes(content, Passage(TEXT), CODABLE, ABOVE).faults


def test_a_confidence_that_isnt_told_is_none() -> None:
    told = coding("Money is short here.")
    del told["confidence"], told["reason"], told["strength"]

    (found,) = read(told).found

    assert (None, "", -1) == (found.confidence, found.reason, found.strength)


def test_of_one_code_on_shared_words_the_surer_stands_and_apart_both_do() -> None:
    reading = read(
        coding("Money is short here.", confidence=0.6),
        coding("Money is short", confidence=0.9),
        coding("so people come", confidence=0.5),
    )

    assert ["Money is short", "so people come"] == [TEXT[one.start : one.end] for one in reading.found]
    assert (Fault.AGAIN,) == reading.faults


def test_a_construct_yields_to_a_code_below_it_on_the_same_words() -> None:
    reading = read(
        coding("Money is short here.", confidence=0.9), coding("Money is short", "inner.money.wages", confidence=0.5)
    )

    assert ["inner.money.wages"] == [one.code for one in reading.found]


def untold(quote: str, code: str = "inner.money") -> dict[str, object]:
    told = coding(quote, code)
    del told["confidence"]
    return told


def test_what_isnt_sure_enough_is_left_out_and_so_is_what_doesnt_say_when_it_must() -> None:
    codes = [untold("Money is short here."), coding("so people come", confidence=0.9)]

    assert (2, ()) == (len(read(*codes).found), read(*codes).faults)
    assert (1, (Fault.UNSURE,)) == (len(read(*codes, confidence=0.95).found), read(*codes, confidence=0.95).faults)
    reading = read(*codes, confidence=0.95, must_tell=True)
    assert ((), (Fault.UNTOLD, Fault.UNSURE)) == (reading.found, reading.faults)


def test_a_code_that_isnt_sure_enough_stands_in_no_others_way() -> None:
    codes = [coding("Money is short here.", confidence=0.9), untold("Money is short here.", "inner.money.wages")]

    assert ["inner.money.wages"] == [one.code for one in read(*codes).found]
    assert ["inner.money"] == [one.code for one in read(*codes, must_tell=True).found]


def test_control_characters_and_half_characters_of_a_reason_are_dropped() -> None:
    (found,) = read(coding("Money is short", reason="a\x1b[31m \n b\ud800\u202e" + "c" * 300)).found

    assert ("a[31m bccc", 200) == (found.reason[:10], len(found.reason))


@pytest.mark.parametrize(
    "content",
    [
        '{"codes": [1]}',
        '```json\n{"codes": [1]}\n```',
        'Here you are: {"codes": [1]} I hope this helps {}',
        '<think>{"codes": [2]} no, rather</think>\n{"codes": [1]}',
        'A set {a, b}, then {"x": {}} and {"codes": [1], "more": 2}',
    ],
)
def test_the_list_is_found_between_other_words(content: str) -> None:
    assert ([1], True) == told_codes(content)


@pytest.mark.parametrize("content", ["", "none", "[1]", '{"codes": 1}', '{"code": []}', "<think>hm", "{" * 5000])
def test_where_there_is_no_list_there_is_none(content: str) -> None:
    assert told_codes(content) is None


def test_an_answer_that_breaks_off_gives_what_was_whole() -> None:
    whole = json.dumps({"codes": [coding("Money is short"), coding("people come")]})

    for at in range(whole.index("[") + 1, len(whole)):
        told, is_whole = told_codes(whole[:at]) or ([], None)

        assert is_whole is False
        assert len(told) == whole[:at].count("}")
