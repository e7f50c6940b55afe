import pandas as pd
import pytest

from cfir_coder.errors import TableError, UnknownCode
from cfir_coder.matrices.build import Choice, build_matrix
from cfir_coder.matrices.cases import case_matrix, cases_by_codes, wide_case_matrix
from cfir_coder.matrices.choose import choose_codings
from cfir_coder.matrices.constructs import facilitator_barrier_matrix
from cfir_coder.matrices.search import search_codings
from cfir_coder.matrices.themes import theme_table
from cfir_coder.matrices.transcripts import transcript_table
from cfir_coder.model.coding import CoderKind
from tests.matrices.made import ALONE, BOOK, PEOPLE, TOGETHER, TRANSCRIPTS, WORDS, coded, group, laid_out

HUMAN = {"coder": "ana", "coder_kind": CoderKind.HUMAN, "status": "accepted"}
FOUND = laid_out(
    coded(ALONE, 1, "outer.money", "barrier"),
    coded(ALONE, 1, "inner.structure.late", "barrier"),
    coded(TOGETHER, 0, "inner.structure", "facilitator"),
    coded(TOGETHER, 0, "inductive.rain", "facilitator"),
    coded(TOGETHER, 1, "outer.money", "barrier"),
    coded(TOGETHER, 2, "inner.culture"),
    coded(TOGETHER, 2, "aside", "mixed"),
    coded(TOGETHER, 2, "inductive.new", "neutral"),
    coded(TOGETHER, 2, "inner", "neutral"),
)


def lines(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_constructs_stand_in_codebook_order_under_their_domains_total() -> None:
    frame = facilitator_barrier_matrix(FOUND, BOOK)

    assert [
        ("domain total", "Inner Setting", "(all)", 4),
        ("domain", "Inner Setting", "(domain as such)", 1),
        ("construct", "Inner Setting", "Structure", 1),
        ("subconstruct", "Inner Setting", "Structure: Work", 1),
        ("construct", "Inner Setting", "Culture", 1),
        ("domain total", "Outer Setting", "(all)", 2),
        ("construct", "Outer Setting", "Money", 2),
        ("domain total", "(inductive)", "(all)", 2),
        ("theme", "(inductive)", "Rain", 1),
        ("code", "(inductive)", "new", 1),
        ("domain total", "(not in codebook)", "(all)", 1),
        ("code", "(not in codebook)", "aside", 1),
        ("total", "(all)", "(all)", 9),
    ] == lines(frame, "level", "domain", "construct", "all_codings")


def test_an_unknown_voice_counts_as_codings_and_not_as_a_person() -> None:
    frame = facilitator_barrier_matrix(FOUND, BOOK)

    money = frame[frame["construct"] == "Money"]
    assert [(2, 1, 2, 1)] == lines(
        money, "barrier_codings", "barrier_participants", "barrier_sites", "all_unknown_speaker_codings"
    )


def test_sites_stand_in_reading_order_with_what_isnt_told_last() -> None:
    nowhere = coded(ALONE, 0, "outer.money", "barrier")
    frame = wide_case_matrix(
        pd.concat([FOUND, laid_out(nowhere, transcripts=[]).assign(site="")], ignore_index=True), BOOK
    )

    assert ["Court 2", "Court 10", "(not told)", "all"] == list(
        dict.fromkeys(name.split(" | ")[0] for name in frame.columns[4:])
    )
    assert [(1, 1, 1, 3)] == lines(
        frame[frame["construct"] == "Money"],
        "Court 2 | barrier",
        "Court 10 | barrier",
        "(not told) | barrier",
        "all | barrier",
    )


def test_the_long_form_has_a_line_for_what_occurs_only() -> None:
    frame = case_matrix(FOUND, BOOK, by="role")

    assert [
        ("(domain as such)", "judge", "neutral", 1, 1, 1),
        ("Structure", "peer", "facilitator", 1, 1, 1),
        ("Structure: Work", "judge", "barrier", 1, 1, 1),
        ("Culture", "judge", "none given", 1, 1, 1),
        ("Money", "judge", "barrier", 1, 1, 1),
        ("Money", "(not told)", "barrier", 1, 0, 1),
        ("Rain", "peer", "facilitator", 1, 1, 1),
        ("new", "judge", "neutral", 1, 1, 1),
        ("aside", "judge", "mixed", 1, 1, 1),
    ] == lines(frame, "construct", "role", "valence", "codings", "participants", "sites")


def test_who_was_read_and_never_coded_has_zeros_and_who_wasnt_has_no_row() -> None:
    table = laid_out(coded(TOGETHER, 2, "outer.money"))

    frame = cases_by_codes(table, BOOK, [TOGETHER], PEOPLE)

    assert [("P2", "Court 2", "urban", 0, 0), ("P3", "Court 2", "", 1, 1)] == lines(
        frame, "participant", "site", "setting", "outer.money", "outer.money_n"
    )


def test_peoples_and_machines_codings_are_never_counted_together() -> None:
    both = laid_out(coded(ALONE, 1, "outer.money"), coded(ALONE, 1, "inner.culture", **HUMAN))

    with pytest.raises(TableError, match=r"ana \(human\), cues \(machine\)\. Name one with --coder"):
        theme_table(both, BOOK)

    assert ["Culture"] == theme_table(both, BOOK, coder="ana")["theme"].tolist()


def test_values_of_one_column_widen_and_columns_narrow() -> None:
    chosen = choose_codings(FOUND, where=("role=judge", "role=peer", "setting!=urban", "SITE=court 2"))

    assert ["P3"] == chosen["participant"].unique().tolist()


def test_words_of_quotes_add_up() -> None:
    table = laid_out(coded(ALONE, 1, "outer.money", chars=(0, 13)), coded(TOGETHER, 0, "outer.money", chars=(0, 8)))

    frame = build_matrix(table, BOOK, rows="theme", cols="site", value="words")

    assert [("Money", 2, 3, 5)] == lines(frame[frame["level"] == "construct"], "theme", "Court 2", "Court 10", "all")


def test_sites_and_people_of_a_margin_are_counted_anew() -> None:
    frame = build_matrix(FOUND, BOOK, rows="domain", cols="valence", value="participants")

    inner = frame[frame["domain"] == "Inner Setting"]
    assert [(1, 1, 1, 1, 3)] == lines(inner, "facilitator", "barrier", "neutral", "none given", "all")
    outer = frame[frame["domain"] == "(all)"]
    assert [(1, 1, 1, 1, 1, 3)] == lines(outer, "facilitator", "barrier", "mixed", "neutral", "none given", "all")


def test_a_cell_of_quotes_says_who_and_where() -> None:
    frame = build_matrix(
        FOUND, BOOK, rows="code", cols="role", value="quotes", choice=Choice(where=("code=outer.money",))
    )

    assert [("Outer Setting", "Money", "outer.money", "“Money” (judge, Court 10, a.txt:92-97)")] == lines(
        frame, "domain", "code_name", "code", "judge"
    )


def test_a_case_named_like_a_label_is_put_in_quotes() -> None:
    frame = build_matrix(FOUND.assign(site="code"), BOOK, rows="construct", cols="site")

    assert ["level", "domain", "construct", "code", '"code"', "all"] == frame.columns.tolist()


def test_the_first_quote_is_readable_and_sure_and_the_second_comes_from_elsewhere() -> None:
    table = laid_out(
        coded(ALONE, 1, "outer.money", chars=(0, 5), confidence=1.0),
        coded(ALONE, 1, "outer.money", chars=(6, 75), confidence=0.9),
        coded(ALONE, 1, "outer.money", chars=(7, 80), confidence=0.8),
        coded(TOGETHER, 0, "outer.money", chars=(0, 60), confidence=0.5),
        coded(TOGETHER, 2, "outer.money", chars=(0, 70), confidence=0.7),
    )

    row = theme_table(table, BOOK).iloc[0]

    assert (WORDS[6:75], "judge", "Court 10") == (row.quote_1, row.quote_1_role, row.quote_1_site)
    assert (WORDS[0:70], "judge", "Court 2") == (row.quote_2, row.quote_2_role, row.quote_2_site)
    assert "a.txt:98-167" == row.quote_1_place


def test_one_passage_is_never_shown_twice() -> None:
    table = laid_out(coded(ALONE, 1, "outer.money", chars=(0, 70)), coded(ALONE, 1, "outer.money", chars=(10, 80)))

    assert [("", "", "")] == lines(theme_table(table, BOOK), "quote_2", "quote_2_role", "quote_2_place")


def test_transcripts_are_listed_with_what_couldnt_be_read() -> None:
    table = laid_out(coded(ALONE, 1, "outer.money", chars=(0, 5)), coded(ALONE, 1, "inner", chars=(0, 13)))

    frame = transcript_table(TRANSCRIPTS, table, unread=[("aa.DOCX", "it is empty")])

    assert [
        ("a.txt", "yes", "txt", "I (interviewer); P1 (participant)", ""),
        ("aa.DOCX", "no", "docx", "", "it is empty"),
        ("b.txt", "yes", "txt", "P2 (participant); ? (participant); P3 (participant)", ""),
    ] == lines(frame, "document", "read", "format", "speakers", "warnings")
    numbers = frame[["turns", "words", "participant_words", "coded_share", "codings"]]
    assert [2, 38, 19, 0.1579, 2] == numbers.iloc[0].tolist()
    assert numbers.iloc[1].isna().all()
    assert [3, 57, 57, 0.0, 0] == numbers.iloc[2].tolist()


def test_a_transcript_in_which_no_participant_speaks_has_no_coded_share() -> None:
    frame = transcript_table([group("q.txt", "I")], laid_out())

    assert (19, 0) == (frame["words"][0], frame["participant_words"][0])
    assert frame["coded_share"].isna().all()


def test_codings_are_found_by_code_and_what_stands_below_it() -> None:
    assert ["inner", "inner.culture", "inner.structure", "inner.structure.late"] == sorted(
        search_codings(FOUND, BOOK, code="inner")["code"]
    )
    assert ["inner.structure.late"] == search_codings(FOUND, BOOK, code="inner.structure.work")["code"].tolist()
    with pytest.raises(UnknownCode):
        search_codings(FOUND, BOOK, code="outer.sky")


def test_codings_are_found_by_speaker_and_words() -> None:
    assert ["outer.money"] == search_codings(FOUND, BOOK, speaker="?", pattern="money")["code"].tolist()
    with pytest.raises(TableError, match='Nobody coded is called "Zoe". There are: '):
        search_codings(FOUND, BOOK, speaker="Zoe")
