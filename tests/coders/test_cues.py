import pytest

from cfir_coder.coders.cues import CueCoder
from cfir_coder.coders.nlp import Language
from cfir_coder.model.codebook import Code, Codebook, CodeKind, Precedence
from cfir_coder.model.cue import Cue, parse_cue, parse_term


@pytest.fixture(scope="module")
def language() -> Language:
    return Language()


def code(code_id: str, *cues: str | Cue, exclusions: tuple[str, ...] = ()) -> Code:
    parent = code_id.rpartition(".")[0] or None
    return Code(
        id=code_id,
        name=code_id,
        kind=CodeKind.CONSTRUCT if parent else CodeKind.DOMAIN,
        parent=parent,
        cues=tuple(parse_cue(cue) if isinstance(cue, str) else cue for cue in cues),
        exclusions=tuple(parse_cue(cue) for cue in exclusions),
    )


def proposals(
    language: Language, speech: str, *codes: Code, rules: tuple[Precedence, ...] = ()
) -> list[tuple[str, str]]:
    """(code, words) of everything proposed for one turn."""
    book = Codebook(
        id="t",
        name="t",
        version="1",
        codes=codes,
        precedence=rules,
        lists={"external": (parse_term("clinic"),)},
    )
    tokens = language.tokens(speech)
    return [
        (one.code, speech[tokens.starts[one.start] : tokens.ends[one.end - 1]])
        for one in CueCoder(book, language).code_turn(tokens).proposals
    ]


def test_a_coding_covers_the_thought_and_not_the_keyword(language: Language) -> None:
    speech = "I work here. I like it. The waiting list is long for us. Ask Bo. He knows."

    expected = [("a", "I like it. The waiting list is long for us. Ask Bo.")]
    assert expected == proposals(language, speech, code("a", "waiting list"))


def test_a_coding_takes_in_no_sentence_that_speaks_of_another_code(language: Language) -> None:
    codes = (code("a", "waiting list"), code("b", "bus"))
    speech = "The bus is late. The waiting list is long. Ask Bo. The bus is gone."

    expected = [
        ("b", "The bus is late."),
        ("a", "The waiting list is long. Ask Bo."),
        ("b", "Ask Bo. The bus is gone."),
    ]
    assert expected == proposals(language, speech, *codes)


def test_hits_of_one_code_are_two_codings_with_another_code_between_them(language: Language) -> None:
    codes = (code("a", "waiting list"), code("b", "bus"))
    speech = "The waiting list is long. The bus is late. The waiting list is full."

    assert ["a", "b", "a"] == [one for one, _ in proposals(language, speech, *codes)]


def test_a_long_sentence_stands_alone(language: Language) -> None:
    speech = f"I like it. The waiting list is {'very ' * 60}long. Ask Bo."

    ((_, words),) = proposals(language, speech, code("a", "waiting list"))
    assert words.startswith("The waiting")
    assert words.endswith("long.")


def test_neighbouring_hits_of_one_code_are_one_coding(language: Language) -> None:
    speech = "Folks wait. Bo knows. Folks wait."

    assert [("a", speech)] == proposals(language, speech, code("a", "wait"))


def test_hits_far_apart_are_two_codings(language: Language) -> None:
    speech = "Folks wait. One. Two. Three. Folks wait."

    expected = [("a", "Folks wait. One."), ("a", "Three. Folks wait.")]
    assert expected == proposals(language, speech, code("a", "wait"))


def test_two_codes_may_stand_on_one_span(language: Language) -> None:
    speech = "The clinic has a waiting list."

    assert [("a", speech), ("b", speech)] == proposals(language, speech, code("a", "clinic"), code("b", "waiting list"))


def test_an_exclusion_silences_the_code_in_its_clause(language: Language) -> None:
    waiting = code("a", "wait", exclusions=("bus",))

    assert [] == proposals(language, "Folks wait for the bus.", waiting)
    assert [("a", "Folks wait, and the bus comes.")] == proposals(language, "Folks wait, and the bus comes.", waiting)


def test_the_preferred_code_replaces_the_one_that_yields(language: Language) -> None:
    inside, outside = code("inside", "call"), code("outside", "call ..3 clinic")
    rule = Precedence(prefer="outside", over="inside")

    assert [("outside", "We call the clinic.")] == proposals(
        language, "We call the clinic.", inside, outside, rules=(rule,)
    )
    assert [("inside", "We call.")] == proposals(language, "We call.", inside, outside, rules=(rule,))


def test_a_rule_with_a_condition_needs_it_in_the_clause(language: Language) -> None:
    inside, outside = code("inside", "call"), code("outside", "partner")
    condition = parse_cue("{external}").present[0]
    rule = Precedence(prefer="outside", over="inside", when=condition, when_pattern="{external}")

    assert ["inside", "outside"] == [
        one for one, _ in proposals(language, "We call our partner.", inside, outside, rules=(rule,))
    ]
    assert ["outside"] == [
        one for one, _ in proposals(language, "We call our partner clinic.", inside, outside, rules=(rule,))
    ]


def test_the_most_specific_code_stands_for_its_ancestors(language: Language) -> None:
    speech = "There is a waiting list."

    codes = (code("a", "list"), code("a.b", "waiting list"), code("c", "list"))
    assert ["a.b", "c"] == [one for one, _ in proposals(language, speech, *codes)]


def test_weak_cues_need_company(language: Language) -> None:
    weak = code("a", parse_cue("rule", weight=0.25), parse_cue("strict", weight=0.25))
    both = code("a", parse_cue("rule", weight=0.25), parse_cue("strict", weight=0.25), parse_cue("no", weight=0.25))

    assert [] == proposals(language, "The rules are strict.", weak)
    assert [("a", "No, the rules are strict.")] == proposals(language, "No, the rules are strict.", both)


def test_confidence_is_the_chance_that_one_cue_is_right(language: Language) -> None:
    book = Codebook(
        id="t",
        name="t",
        version="1",
        codes=(code("a", parse_cue("rule", weight=0.5), parse_cue("strict", weight=0.4)),),
    )

    (proposal,) = CueCoder(book, language).code_turn(language.tokens("The rules are strict.")).proposals

    assert 0.7 == pytest.approx(proposal.confidence)
    assert ["rule", "strict"] == [hit.cue.pattern for hit in proposal.hits]


def test_one_coding_covers_a_few_sentences_at_most(language: Language) -> None:
    speech = "Folks wait. " * 9

    lengths = [words.count("wait") for _, words in proposals(language, speech.strip(), code("a", "wait"))]
    assert [4, 4, 1] == lengths
