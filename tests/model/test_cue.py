import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfir_coder.errors import CueError
from cfir_coder.model.cue import Term, parse_cue, parse_term


def shape(pattern: str) -> list[list[tuple[int, list[str]]]]:
    """Parts of a cue as (gap, terms) steps."""
    return [
        [(step.gap, [f"{term.kind}:{term.text}" for term in step.terms]) for step in part.steps]
        for part in parse_cue(pattern).present
    ]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("waiting list", [[(0, ["inflected:waiting"]), (0, ["inflected:list"])]]),
        ("=staffing", [[(0, ["exact:staffing"])]]),
        ("frustrat*", [[(0, ["prefix:frustrat"])]]),
        ("(back|front) burner", [[(0, ["inflected:back", "inflected:front"]), (0, ["inflected:burner"])]]),
        ("jump ..2 hoop", [[(0, ["inflected:jump"]), (2, ["inflected:hoop"])]]),
        ("jump .. hoop", [[(0, ["inflected:jump"]), (4, ["inflected:hoop"])]]),
        ("{external} & call", [[(0, ["list:external"])], [(0, ["inflected:call"])]]),
        ("(they|{external}) call", [[(0, ["inflected:they", "list:external"]), (0, ["inflected:call"])]]),
        ("one-stop shop", [[(0, ["inflected:one-stop"]), (0, ["inflected:shop"])]]),
        ("Don’t Trust", [[(0, ["inflected:don’t"]), (0, ["inflected:trust"])]]),
    ],
)
def test_a_cue_is_read_as_its_language_says(pattern: str, expected: list[object]) -> None:
    assert expected == shape(pattern)


def test_what_must_not_stand_in_the_clause_is_kept_apart() -> None:
    cue = parse_cue("{contact} ! {internal} ! bus", weight=0.4, scope="sentence")

    assert (1, 2, 0.4, "sentence") == (len(cue.present), len(cue.absent), cue.weight, cue.scope)
    assert frozenset({"contact", "internal"}) == cue.lists()


@pytest.mark.parametrize(
    ("pattern", "place"),
    [
        ("", 1),
        (".. a", 1),
        ("a ..", 5),
        ("a & ", 5),
        ("{Bad}", 1),
        ("a (b|) c", 3),
        ("a ! ! b", 5),
        ("he (unclosed", 4),
        ("a $ b", 3),
    ],
)
def test_what_is_no_cue_is_told_with_its_place(pattern: str, place: int) -> None:
    with pytest.raises(CueError, match=f'cue ".*", character {place}: '):
        parse_cue(pattern)


def test_an_entry_of_a_list_is_a_word_a_phrase_a_form_or_a_beginning() -> None:
    assert [
        Term(kind="inflected", text="treatment center"),
        Term(kind="exact", text="otp"),
        Term(kind="prefix", text="reimburs"),
    ] == [parse_term("treatment center"), parse_term("=OTP"), parse_term("reimburs*")]
    with pytest.raises(CueError, match='"a & b" is no word or phrase'):
        parse_term("a & b")


@given(st.text(max_size=30))
def test_any_text_is_a_cue_or_a_cue_error(text: str) -> None:
    try:
        cue = parse_cue(text)
    except CueError:
        return
    assert cue.present
