from pathlib import Path

import pytest

from cfir_coder.coders.matching import CueSet
from cfir_coder.coders.nlp import Language, spoken_turns
from cfir_coder.errors import UsageError
from cfir_coder.model.cue import parse_cue
from cfir_coder.model.transcript import Role, Speaker, Transcript, Turn


@pytest.fixture
def model(tmp_path: Path) -> str:
    """A pipeline on disk whose lemmas and sentences come from rules of its own."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", config={"punct_chars": [";"]})
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add([[{"LOWER": "moolah"}]], {"LEMMA": "money"})
    nlp.to_disk(tmp_path / "model")
    return str(tmp_path / "model")


@pytest.mark.parametrize(
    "term",
    ["money", "can't", "don’t", "one-stop shop", "one stop", "o'clock", "a.m.", "cannot", "gonna", "50%", "$5 million"],
)
def test_a_term_is_split_as_speech_is(term: str) -> None:
    language = Language()

    assert language.tokens(term).forms == language.words(term)


def test_an_installed_model_gives_its_lemmas_and_sentences(model: str) -> None:
    language = Language(model)

    tokens = language.tokens("The  moolah ran out. So; we stopped.")

    assert [["the", "moolah", "ran", "out", ".", "so", ";"], ["we", "stopped", "."]] == [
        tokens.forms[start:end] for start, end in tokens.sentences
    ]
    hits = CueSet([("money", parse_cue("money"))], {}, language).find(tokens)
    assert [(1, 2)] == [(hit.start, hit.end) for hit in hits]


def test_a_model_that_isnt_there_is_a_wrong_request() -> None:
    with pytest.raises(UsageError, match='spaCy model "en_core_nowhere" is not installed'):
        Language("en_core_nowhere")


def test_only_participants_are_tokenised_and_notes_are_blanked() -> None:
    text = "I: Money?\nP: It [laughs] ran out.\nX: Hm.\n"
    start = text.index("It")
    transcript = Transcript(
        document="a.txt",
        text=text,
        format="txt",
        speakers=(
            Speaker(label="I", role=Role.INTERVIEWER),
            Speaker(label="P", role=Role.PARTICIPANT),
            Speaker(label="X", role=Role.UNKNOWN),
        ),
        turns=(
            Turn(index=0, speaker="I", start=3, end=9),
            Turn(index=1, speaker="P", start=start, end=start + 20, not_speech=((start + 3, start + 11),)),
            Turn(index=2, speaker="X", start=text.index("Hm"), end=len(text) - 1),
        ),
    )

    (turn,) = spoken_turns(transcript, Language())

    assert ["it", "ran", "out", "."] == turn.tokens.forms
    assert ["It", "ran", "out", "."] == [
        transcript.speech(turn.turn)[first:last]
        for first, last in zip(turn.tokens.starts, turn.tokens.ends, strict=True)
    ]


def test_words_whose_lower_case_is_longer_keep_their_offsets() -> None:
    text = "İstanbul called. Yes."

    tokens = Language().tokens(text)

    assert ["İstanbul", "called", ".", "Yes", "."] == [
        text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)
    ]
