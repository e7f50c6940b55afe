from cfir_coder.matrices.inductive import inductive_table
from cfir_coder.matrices.study import Gathered, study_tables
from cfir_coder.model.coding import CoderKind
from cfir_coder.model.theme import CandidateTheme, NearCode, ThemePassage, ThemeTerm
from tests.matrices.made import ALONE, BOOK, PEOPLE, TOGETHER, TRANSCRIPTS, coded


def passage(document: str, participant: str, site: str, start: int = 0) -> ThemePassage:
    return ThemePassage(
        document=document,
        text_hash="0f",
        start=start,
        end=start + 9,
        quote="the\nrain ",
        speaker="R",
        turn=0,
        participant=participant,
        site=site,
    )


def test_a_candidate_counts_its_passages_people_and_sites() -> None:
    passages = (
        passage("a.txt", "P1", "Court 1"),
        passage("a.txt", "P1", "Court 1", 20),
        passage("b.txt", "P2", "Court 1"),
        passage("b.txt", "", ""),
    )
    theme = CandidateTheme(
        id="inductive.the_rain",
        name="the rain",
        terms=(ThemeTerm(term="rain", score=9.0), ThemeTerm(term="wet", score=4.0)),
        passages=passages,
        exemplars=passages[1:3],
        nearest="outer.money",
        near=(NearCode(code="outer.money", nearness=0.312), NearCode(code="inner.culture", nearness=0.1)),
        stability=0.62,
    )

    row = inductive_table([theme]).iloc[0]

    assert ("inductive.the_rain", "the rain", "rain; wet") == (row.code, row["name"], row.terms)
    assert ("outer.money 0.31; inner.culture 0.10", 0.62) == (row.near_codes, row.stability)
    assert (4, 2, 1, "outer.money") == (row.n_codings, row.n_participants, row.n_sites, row.nearest_code)
    assert ("the rain", "a.txt:20-29", "the rain", "b.txt:0-9", "") == (
        *(row.exemplar_1, row.exemplar_1_place, row.exemplar_2, row.exemplar_2_place),
        row.exemplar_3,
    )


def test_a_study_without_codings_has_every_table() -> None:
    tables = study_tables(Gathered((), TRANSCRIPTS, PEOPLE, BOOK))

    assert {
        "codings": 0,
        "transcripts": 2,
        "themes": 0,
        "matrix_facilitators_barriers": 1,
        "matrix_by_site": 0,
        "matrix_by_site_wide": 1,
        "matrix_by_role": 0,
        "matrix_by_role_wide": 1,
        "cases_by_codes": 3,
        "inductive_codes": 0,
    } == {name: len(frame) for name, frame in tables.items()}


def test_the_matrices_count_one_coder_and_the_codings_show_all() -> None:
    machine = coded(ALONE, 1, "outer.money")
    person = coded(TOGETHER, 0, "outer.money", coder="ana", coder_kind=CoderKind.HUMAN, status="accepted")

    tables = study_tables(Gathered((machine, person), TRANSCRIPTS, PEOPLE, BOOK), coder="ana")

    assert (2, 1) == (len(tables["codings"]), tables["matrix_by_site"]["codings"].sum())
    assert ["Court 2"] == tables["themes"]["sites"].tolist()
