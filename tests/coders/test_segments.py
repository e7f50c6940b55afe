import pytest

from cfir_coder.coders.nlp import Language


@pytest.fixture(scope="module")
def language() -> Language:
    return Language()


def sentences(language: Language, text: str) -> list[str]:
    tokens = language.tokens(text)
    return [text[tokens.starts[first] : tokens.ends[end - 1]] for first, end in tokens.sentences]


def clauses(language: Language, text: str) -> list[str]:
    tokens = language.tokens(text)
    return [text[tokens.starts[first] : tokens.ends[end - 1]] for first, end in tokens.clauses]


@pytest.mark.parametrize(
    ("speech", "expected"),
    [
        ("They call. We answer.", ["They call.", "We answer."]),
        ("Dr. Ames left at 5 p.m. on Friday.", ["Dr. Ames left at 5 p.m. on Friday."]),
        ("So I... I waited. Twice.", ["So I... I waited.", "Twice."]),
        ("We asked... Nobody came.", ["We asked...", "Nobody came."]),
        ('"Are you?" he said. I was.', ['"Are you?" he said.', "I was."]),
        ('He said no. "Why not?" I asked him.', ["He said no.", '"Why not?"', "I asked him."]),
        ("One line\nwraps here. Next.", ["One line\nwraps here.", "Next."]),
        ("no stop here\n\nnew paragraph", ["no stop here", "new paragraph"]),
        ("It costs 3.50 a dose. 20 people pay.", ["It costs 3.50 a dose.", "20 people pay."]),
        ("", []),
    ],
)
def test_sentences_of_spoken_language(language: Language, speech: str, expected: list[str]) -> None:
    assert expected == sentences(language, speech)


@pytest.mark.parametrize(
    ("speech", "expected"),
    [
        ("They're good but they never call.", ["They're good", "but they never call."]),
        ("We call, and they answer.", ["We call,", "and they answer."]),
        ("Jo and I call.", ["Jo and I call."]),
        ("It works — mostly; not always.", ["It works —", "mostly;", "not always."]),
    ],
)
def test_clauses_part_at_contrasts_and_joined_statements(language: Language, speech: str, expected: list[str]) -> None:
    assert expected == clauses(language, speech)


def test_offsets_survive_typographic_marks_emoji_and_wide_spaces(language: Language) -> None:
    speech = "🙂 They  don’t\u00a0call,\n\tcafe\u0301 closed."

    tokens = language.tokens(speech)

    words = [speech[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    assert ["🙂", "They", "do", "n’t", "call", ",", "cafe\u0301", "closed", "."] == words
    assert "n't" == tokens.forms[3]
