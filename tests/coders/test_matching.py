import pytest

from cfir_coder.coders.matching import CueSet
from cfir_coder.coders.nlp import Language
from cfir_coder.coders.word_forms import phrase_forms, word_forms
from cfir_coder.errors import CueError
from cfir_coder.model.cue import Scope, parse_cue, parse_term

LISTS = {
    "external": (parse_term("clinic"), parse_term("treatment center"), parse_term("=otp")),
    "respond": (parse_term("call back"), parse_term("return"), parse_term("respon*")),
}


@pytest.fixture(scope="module")
def language() -> Language:
    return Language()


def found(language: Language, pattern: str, speech: str, scope: Scope = "clause") -> list[str]:
    """The stretches of `speech` in which one cue fires."""
    tokens = language.tokens(speech)
    cues = CueSet([("code", parse_cue(pattern, scope=scope))], LISTS, language)
    return [speech[tokens.starts[hit.start] : tokens.ends[hit.end - 1]] for hit in cues.find(tokens)]


@pytest.mark.parametrize(
    ("pattern", "speech", "expected"),
    [
        ("waiting list", "There are waiting lists.", ["waiting lists"]),
        ("wait for a bed", "She waited for a bed.", ["waited for a bed"]),
        ("=staffing", "Staffing is Monday, we staff it.", ["Staffing"]),
        ("frustrat*", "It's frustrating.", ["frustrating"]),
        ("(back|front) burner", "It's on the back burner.", ["back burner"]),
        ("not respond", "They don't respond.", ["n't respond"]),
        ("don't trust", "I don’t trust it.", ["don’t trust"]),
        ("never call", "They never, um, call.", ["never, um, call"]),
        ("never call", "They never really call.", []),
        ("never ..1 call", "They never really call.", ["never really call"]),
        ("never ..1 call", "They never ever really call.", []),
        ("one-stop shop", "It's a one stop shop.", ["one stop shop"]),
        ("one-stop shop", "It's a one-stop shop.", ["one-stop shop"]),
        (
            "{external} & {respond}",
            "Nobody responds at the treatment centers.",
            ["responds at the treatment centers"],
        ),
        ("{external} & {respond}", "The clinic is fine but we respond.", []),
        ("{external} ! {respond}", "The clinic is fine.", ["clinic"]),
        ("{external} ! {respond}", "The clinic responds.", []),
        ("{external} & (clinic|doctor)", "The clinic is shut.", []),
        ("they (call|phone)", "They call\nand they phoned.", ["They call", "they phoned"]),
    ],
)
def test_a_cue_fires_where_its_words_stand(language: Language, pattern: str, speech: str, expected: list[str]) -> None:
    assert expected == found(language, pattern, speech)


def test_a_sentence_cue_looks_across_clauses(language: Language) -> None:
    speech = "The clinic is fine but nobody responds."

    assert ["clinic is fine but nobody responds"] == found(language, "{external} & {respond}", speech, "sentence")


def test_a_cue_fires_wherever_it_stands_and_a_frame_once_in_a_clause(language: Language) -> None:
    speech = "The clinic, our clinic, call it, and the clinic."

    assert ["clinic", "clinic", "clinic"] == found(language, "clinic", speech)
    assert ["clinic, our clinic, call"] == found(language, "{external} & call", speech)


def test_a_cue_that_names_a_missing_list_says_so(language: Language) -> None:
    with pytest.raises(CueError, match='cue "{nowhere}" names the list "nowhere"'):
        CueSet([("code", parse_cue("{nowhere}"))], LISTS, language)


def test_a_word_is_found_in_every_inflection_of_its_dictionary_form() -> None:
    assert {"call", "calls", "called", "calling"} == set(word_forms("call"))
    assert {"leave", "leaves", "leaving", "left"} == set(word_forms("leaving"))
    assert ("left", "lefts") == word_forms("left")
    assert ("his",) == word_forms("his")


def test_a_phrase_of_many_inflections_is_kept_as_written() -> None:
    assert [("go", "do", "be", "have", "make", "say")] == phrase_forms(["go", "do", "be", "have", "make", "say"])


def test_the_order_in_which_cues_are_given_changes_nothing(language: Language) -> None:
    tokens = language.tokens("They never call, the clinic never responds and we wait.")
    cues = [(str(n), parse_cue(p)) for n, p in enumerate(["never call", "{external}", "{respond}", "wait", "never"])]

    forward = CueSet(cues, LISTS, language).find(tokens)
    backward = CueSet(cues[::-1], LISTS, language).find(tokens)

    assert 6 == len(forward)
    assert forward == backward
