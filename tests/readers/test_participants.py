"""participants.csv and how it joins transcripts."""

import pytest

from cfir_coder.errors import ParticipantsError
from cfir_coder.model.case import Participant
from cfir_coder.readers import join_participants, read_participants


@pytest.fixture
def table(tmp_path):
    def write_and_read(text: str, encoding: str = "utf-8"):
        path = tmp_path / "participants.csv"
        path.write_bytes(text.encode(encoding))
        return read_participants(path)

    return write_and_read


def fault(table, text: str) -> str:
    with pytest.raises(ParticipantsError) as caught:
        table(text)
    return str(caught.value).split("participants.csv", 1)[1].lstrip(":, ")


def test_columns_are_found_in_any_case_with_any_separator_and_encoding(table):
    expected = (
        Participant(id="P1", site="Zürich", role="judge", attributes={"years_in_role": "4"}, transcripts=("a.txt",)),
    )

    assert expected == table("Participant,SITE,Role,Years in role,Transcript\nP1,Zürich,judge,4,a.txt\n")
    assert expected == table("participant;site;role;years in role;file\r\nP1;Zürich;judge;4;a.txt\r\n", "utf-8-sig")
    assert expected == table("participant\tsite\trole\tyears in role\tfile\nP1\tZürich\tjudge\t4\ta.txt", "cp1252")


def test_rows_of_one_participant_add_to_each_other(table):
    rows = "participant,site,role,transcript\nP1,A,judge,one.txt\nP1,,,two.txt\n"

    assert (Participant(id="P1", site="A", role="judge", transcripts=("one.txt", "two.txt")),) == table(rows)


def test_faults_are_told_with_line_and_mend(table):
    head = "participant,site\n"

    assert 'no column "participant" (found: name, site). Name the column of ids "participant".' == fault(
        table, "name,site\nx,y\n"
    )
    assert (
        'line 3: participant "p1" has site "B", but "A" in line 2. Make them the same, '
        "or give two people two ids." == fault(table, head + "P1,A\np1,B\n")
    )
    assert "line 2: no participant. Give the row an id, or delete it." == fault(table, head + ",A\n")
    assert "line 2: 3 cells, 2 columns. Put commas in a cell in quotes." == fault(table, head + "P1,A,B\n")
    assert 'line 3: participant "P1" stands twice. Delete one row.' == fault(table, head + "P1,A\nP1,A\n")
    assert 'two columns are "site". Rename one of them.' == fault(table, "participant,site,Site\nP1,A,B\n")


INTERVIEW = "Interviewer: Why?\n\nP07: Because.\n"
GROUP = "Moderator: Who?\n\nAnn: Me.\n\nBob: Me too.\n\nModerator: Why?\n\nAnn: So.\n\nBob: So.\n"


def joined(result):
    return {each.label: each.participant for each in result.transcripts[0].speakers}


def test_a_transcript_joins_by_stem_in_any_case(read, table):
    people = table("participant,site,transcript\nX1,A,INTERVIEW\n")
    result = join_participants([read(INTERVIEW)], people)

    assert ({"Interviewer": None, "P07": "X1"}, ()) == (joined(result), result.notes)


def test_a_label_joins_by_id(read, table):
    result = join_participants([read(INTERVIEW)], table("participant,site\np07,A\n"))

    assert ({"Interviewer": None, "P07": "p07"}, "A") == (joined(result), result.participants[0].site)


def test_the_column_speaker_names_people_in_groups_whatever_their_label_says(read, table):
    people = table("participant,site,transcript,speaker\nX1,A,interview,Ann\nX2,B,interview,Bob\n")
    result = join_participants([read(GROUP)], people)

    assert {"Moderator": None, "Ann": "X1", "Bob": "X2"} == joined(result)
    assert ({}, ("interview.txt",)) == (result.participants[0].attributes, result.participants[0].transcripts)


def test_nobody_known_is_named_for_the_file_and_in_groups_for_the_label(read):
    assert "interview" == joined(join_participants([read(INTERVIEW)]))["P07"]
    assert ("interview Ann", "interview Bob") == tuple(
        each.id for each in join_participants([read(GROUP)]).participants
    )


def test_what_does_not_join_is_told_once_by_name(read, table):
    people = table("participant,site,transcript\nX1,A,other.txt\nX2,A,\n")
    result = join_participants([read(INTERVIEW)], people)

    assert (
        "2 participants of participants.csv speak in no transcript: X1, X2.",
        "1 speaker not found in participants.csv: interview.txt.",
    ) == result.notes


def test_the_table_counts_when_a_header_says_otherwise(read, table):
    people = table("participant,site,role,transcript\nP07,Court 1,judge,interview.txt\n")
    header = "Site: Court 2\nRole: Judge (retired)\nWeekday: Monday\n\n"
    result = join_participants([read(header + INTERVIEW)], people)

    assert ("Court 1", "judge", {"weekday": "Monday"}) == (
        result.participants[0].site,
        result.participants[0].role,
        result.participants[0].attributes,
    )
    assert ("1 header with another site or role than participants.csv: interview.txt.",) == result.notes
