import pytest

from cfir_coder.errors import TableError
from cfir_coder.matrices.search import search_text
from cfir_coder.model.transcript import Role, Speaker, Transcript, Turn

TEXT = "I: Is the jail far?\nR: The jail’s near. Jailers wait\nat the JAIL."
TRANSCRIPT = Transcript(
    document="a.txt",
    text=TEXT,
    format="txt",
    speakers=(Speaker(label="I", role=Role.INTERVIEWER), Speaker(label="R", role=Role.PARTICIPANT, participant="P1")),
    turns=(
        Turn(index=0, speaker="I", start=3, end=19),
        Turn(index=1, speaker="R", start=TEXT.index("The jail"), end=len(TEXT)),
    ),
)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("jail", ["jail", "jail", "JAIL"]),
        ("jail*", ["jail", "jail", "Jailers", "JAIL"]),
        ("wait at", ["wait at"]),
        ("nothing", []),
    ],
)
def test_words_are_found_whole_in_any_case(pattern: str, expected: list[str]) -> None:
    assert expected == search_text([TRANSCRIPT], pattern)["match"].tolist()


def test_a_match_tells_where_it_stands_and_who_says_it() -> None:
    row = search_text([TRANSCRIPT], r"near\.", regex=True, width=5).iloc[0]

    assert TEXT[row.start : row.end] == row.match == "near."
    assert ("R", "participant", "P1", 1) == (row.speaker, row.speaker_role, row.participant, row.turn)
    assert ("il’s ", " Jail") == (row.before, row.after)


def test_a_pattern_that_cant_be_read_is_told() -> None:
    with pytest.raises(TableError):
        search_text([TRANSCRIPT], "(", regex=True)
    with pytest.raises(TableError):
        search_text([TRANSCRIPT], " ")
