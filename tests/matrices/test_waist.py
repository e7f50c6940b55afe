from datetime import datetime, timedelta, timezone

from cfir_coder.matrices.waist import evidence_line
from cfir_coder.model.coding import CoderKind, Evidence
from tests.matrices.made import ALONE, TOGETHER, coded, group, laid_out


def test_columns_stand_in_the_order_of_the_waist() -> None:
    assert (
        "document start end quote code valence strength coder coder_kind status confidence band evidence memo codebook "
        "created_at participant site role setting participant_status speaker turn endorsed_by "
        "code_name construct domain "
        "text_hash coding_id prefix suffix"
    ) == " ".join(laid_out().columns)


def test_an_attribute_named_like_a_column_keeps_its_values_under_another_name() -> None:
    row = laid_out(coded(ALONE, 1, "outer.money")).iloc[0]

    assert ("proposed", "paid", "rural") == (row.status, row.participant_status, row.setting)


def test_rows_are_sorted_by_document_place_code_and_coder() -> None:
    late, early = coded(ALONE, 1, "outer.money", chars=(6, 8)), coded(ALONE, 1, "outer.money")
    other = coded(TOGETHER, 0, "inner.culture")
    same_place = coded(ALONE, 1, "inner.culture")

    frame = laid_out(other, late, early, same_place)

    assert [
        ("a.txt", "inner.culture", "Money"),
        ("a.txt", "outer.money", "Money"),
        ("a.txt", "outer.money", "is"),
        ("b.txt", "inner.culture", "Money"),
    ] == list(frame[["document", "code", "quote"]].itertuples(index=False, name=None))


def test_a_subconstruct_is_told_with_the_construct_above_it() -> None:
    row = laid_out(coded(ALONE, 1, "inner.structure.late")).iloc[0]

    assert ("Late shifts", "Structure: Work", "Inner Setting") == (row.code_name, row.construct, row.domain)


def test_codes_beside_the_framework_or_the_codebook_are_told_apart() -> None:
    frame = laid_out(coded(ALONE, 1, "inductive.rain"), coded(ALONE, 1, "gone"), coded(ALONE, 1, "inductive.new"))

    assert [
        ("gone", "gone", "", "(not in codebook)"),
        ("inductive.new", "new", "", "(inductive)"),
        ("inductive.rain", "Rain", "", "(inductive)"),
    ] == list(frame[["code", "code_name", "construct", "domain"]].itertuples(index=False, name=None))


def test_an_unknown_voice_is_nobody_at_the_site_that_the_others_share() -> None:
    row = laid_out(coded(TOGETHER, 1, "outer.money")).iloc[0]

    assert ("", "Court 2", "", "?") == (row.participant, row.site, row.role, row.speaker)


def test_an_unknown_voice_among_people_of_two_sites_has_no_site() -> None:
    mixed = group("c.txt", "P1", "P2", "?")

    assert "" == laid_out(coded(mixed, 2, "outer.money"), transcripts=[mixed])["site"][0]


def test_a_coding_without_speaker_gets_the_one_who_speaks_there() -> None:
    row = laid_out(coded(TOGETHER, 2, "outer.money", speaker="", turn=None)).iloc[0]

    assert ("P3", "P3", 2) == (row.speaker, row.participant, row.turn)


def test_two_files_of_one_text_keep_their_names() -> None:
    copy = ALONE.model_copy(update={"document": "copy.txt"})

    frame = laid_out(coded(copy, 1, "outer.money"), coded(ALONE, 1, "outer.money"), transcripts=[ALONE, copy])

    assert ["a.txt", "copy.txt"] == frame["document"].tolist()


def test_a_proposal_has_no_time_and_a_persons_coding_has_its_own_in_utc() -> None:
    noon = datetime(2024, 5, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    proposal = coded(ALONE, 1, "outer.money", created_at=noon)
    person = coded(
        ALONE, 1, "inner.culture", coder="ana", coder_kind=CoderKind.HUMAN, status="accepted", created_at=noon
    )

    assert ["2024-05-01T10:00:00Z", ""] == laid_out(proposal, person)["created_at"].tolist()


def test_what_isnt_told_is_empty_text_or_a_missing_number() -> None:
    row = laid_out(coded(ALONE, 1, "outer.money", confidence=None, strength=None)).iloc[0]

    assert ("", "", "") == (row.valence, row.memo, row.evidence)
    assert row[["strength", "confidence"]].isna().all()


def test_evidence_is_one_line_that_says_what_and_where() -> None:
    reasons = (
        Evidence(kind="cue", what="call ..2 back", start=3, end=17),
        Evidence(kind="valence", what='absence "never"', start=4, end=9, score=0.5),
    )

    assert 'cue "call ..2 back" at 3-17; valence absence "never" at 4-9 (0.50)' == evidence_line(reasons)
