import pytest

from cfir_coder.coders.emergent_kindred import WEIGHTS, kindred_words
from cfir_coder.coders.emergent_marks import kindred_hits
from cfir_coder.coders.emergent_words import content_form, is_background, nouns_of


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("kilns", "kiln"),
        ("stories", "story"),
        ("glaze", "glaze"),
        ("glass", "glass"),
        ("the", ""),
        ("ones", ""),
        ("24", ""),
    ],
)
def test_a_content_word_loses_its_plural_and_grammar_has_none(form: str, expected: str) -> None:
    assert content_form(form) == expected


def test_words_of_any_interview_are_background_in_every_inflection() -> None:
    assert [True] * 5 == [is_background(form) for form in ("clinic", "clinics", "walked", "told", "example")]
    assert [False] * 2 == [is_background(form) for form in ("kiln", "funeral")]


def test_a_noun_stands_behind_an_article_and_before_its_verb() -> None:
    speech = ["they fixed the brick kiln .".split(), "my glaze cracked again".split(), "we swam far".split()]

    assert frozenset({"kiln", "glaze"}) == nouns_of(speech)


@pytest.mark.parametrize(
    ("said", "group", "phrase"),
    [
        ("she died", "loss", "die"),
        ("they buried somebody", "loss", "bury somebody"),
        ("i 'm also the one", "two roles", "i 'm also the one"),
        ("could n't sleep", "weariness", "ca n't sleep"),
        ("we bumped into them", "about town", "bump into"),
    ],
)
def test_kindred_words_are_found_in_any_inflection_the_longest_first(said: str, group: str, phrase: str) -> None:
    assert phrase in {kindred.phrase for kindred, _ in kindred_hits(said.split()) if kindred.group == group}


def test_a_word_behind_an_equals_sign_is_found_in_that_form_only() -> None:
    assert ["tired"] == [kindred.phrase for kindred, _ in kindred_hits("tired of changing the tire".split())]


def test_every_kindred_word_has_one_of_the_weights_and_one_place_in_its_group() -> None:
    places = {(one.phrase, one.group, one.weight) for found in kindred_words().values() for one in found}

    assert {weight for *_, weight in places} == set(WEIGHTS)
    assert len(places) == len({(phrase, group) for phrase, group, _ in places})
