"""What is said in so many words stands, whatever the network makes of it."""

from __future__ import annotations

from cfir_coder.coders.explicit import with_explicit

FAMILIES = {"a": "a", "a.x": "a", "b": "b", "c": "c"}


def test_a_sure_cue_stands_beside_what_was_found_and_an_unsure_one_does_not() -> None:
    told = with_explicit([("a", 0.4)], {"b": 0.7, "c": 0.5}, FAMILIES, least=0.6, most=2)
    assert [("b", 0.7), ("a", 0.4)] == told


def test_a_construct_is_proposed_once_as_the_narrower_with_the_higher_confidence() -> None:
    assert [("a.x", 0.8)] == with_explicit([("a", 0.8)], {"a.x": 0.7}, FAMILIES, least=0.6, most=2)
    assert [("a.x", 0.9)] == with_explicit([("a.x", 0.4)], {"a": 0.9}, FAMILIES, least=0.6, most=2)


def test_of_two_subconstructs_the_surer_stands_however_long_its_name() -> None:
    families = {"a.x": "a", "a.long": "a"}
    assert [("a.x", 0.7)] == with_explicit([("a.long", 0.4)], {"a.x": 0.7}, families, least=0.6, most=2)
    assert [("a.x", 0.8)] == with_explicit([("a.x", 0.8)], {"a.long": 0.7}, families, least=0.6, most=2)


def test_the_surest_stand_when_there_are_too_many() -> None:
    told = with_explicit([("a", 0.3), ("b", 0.2)], {"c": 0.9}, FAMILIES, least=0.6, most=2)
    assert [("c", 0.9), ("a", 0.3)] == told


def test_cues_alone_can_code_a_stretch() -> None:
    assert [("c", 0.7)] == with_explicit([], {"c": 0.7, "unknown": 0.1}, FAMILIES, least=0.6, most=1)
