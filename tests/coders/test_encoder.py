"""The encoder: what it proposes, where thoughts are cut, and what it keeps."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from cfir_coder.codebooks import load_codebook, load_valence_lexicon
from cfir_coder.coders.deciding import Decider
from cfir_coder.coders.encoded import code_by_encoder, read_all
from cfir_coder.coders.encoder import Encoder, Passage
from cfir_coder.coders.framework import framework_of
from cfir_coder.coders.job import CodingJob
from cfir_coder.coders.machine import MachineCoder
from cfir_coder.coders.meaning import Cutting, cut
from cfir_coder.errors import UsageError
from cfir_coder.model.codebook import Code, Codebook, CodeKind
from cfir_coder.model.coding import Band
from cfir_coder.model.cue import parse_cue
from cfir_coder.readers import read_transcript

TEXT = """Interviewer: How do you pay for it?

P1: Medicaid covers the whole thing, so nobody has to come up with money. That has made it easy for us.

Interviewer: And your own staff?

P1: I have been here nine years. Two of our nurses left and nobody has the hours to make the calls any more.
"""


class Kept(dict[str, str]):
    """Answers kept in memory."""

    def put(self, key: str, answer: str) -> None:
        self[key] = answer


READ_ONCE = Kept()
"""What one test reads of the codebook the next takes from here."""


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def job(tmp_path, codebook: str = "cfir-2022", **options: object) -> CodingJob:
    path = tmp_path / "p1.txt"
    path.write_text(TEXT)
    told = {"answers": READ_ONCE, **options}
    return CodingJob("encoder", load_codebook(codebook), load_valence_lexicon(), [read_transcript(path)], **told)


def test_what_people_mean_is_found_with_its_evidence(tmp_path) -> None:
    codings = code_by_encoder(job(tmp_path)).codings

    paid = [one for one in codings if "Medicaid" in one.quote]
    assert "outer_setting.financing" in {one.code for one in paid}
    assert all(one.evidence and one.confidence is not None and 0 < one.confidence < 1 for one in codings)
    assert all(TEXT[one.start : one.end] == one.quote for one in codings)


def test_both_frameworks_are_coded(tmp_path) -> None:
    codes = {one.code for one in code_by_encoder(job(tmp_path, "cfir-2009")).codings}
    assert "outer_setting.external_policy_incentives" in codes


def test_a_kept_reading_gives_the_same_codings(tmp_path) -> None:
    kept = Kept()
    first = code_by_encoder(job(tmp_path, answers=kept))
    assert kept
    assert first == code_by_encoder(job(tmp_path, answers=kept))


def test_more_confidence_proposes_less(tmp_path) -> None:
    every = code_by_encoder(job(tmp_path, min_confidence=0.0)).codings
    sure = code_by_encoder(job(tmp_path, min_confidence=0.99)).codings
    assert len(sure) < len(every)
    assert all(one.confidence >= 0.99 for one in sure if one.confidence is not None)


def test_what_is_not_sure_enough_is_told_apart_with_its_likeliest_code(tmp_path) -> None:
    bold = code_by_encoder(job(tmp_path, min_confidence=0.0))
    shy = code_by_encoder(job(tmp_path, min_confidence=0.99))
    assert bold.codings
    assert not bold.silent
    assert shy.silent
    assert {(one.start, one.end) for one in shy.silent} <= {(one.start, one.end) for one in bold.codings}
    assert all(one.confidence is not None and one.confidence < 0.99 for one in shy.silent)
    kept = {(one.start, one.end) for one in shy.codings}
    assert kept.isdisjoint((one.start, one.end) for one in shy.silent)


def test_top_k_bounds_the_codes_of_a_stretch(tmp_path) -> None:
    codings = code_by_encoder(job(tmp_path, min_confidence=0.0, top_k=1)).codings
    places = [(one.start, one.end) for one in codings if not one.code.startswith("inductive")]
    assert len(places) == len(set(places))


def test_asked_for_everything_each_stretch_gets_as_many_codes_as_may_be(tmp_path) -> None:
    codings = code_by_encoder(job(tmp_path, min_confidence=0.0, top_k=3)).codings
    places = Counter((one.start, one.end) for one in codings if not one.code.startswith("inductive"))
    assert set(places.values()) == {3}


def test_doubtful_talk_is_silent_and_proposed_when_everything_is_asked_for(tmp_path, encoder: Encoder) -> None:
    told = job(tmp_path)
    machine = MachineCoder(told.codebook, told.lexicon, name="encoder", min_confidence=0)
    (text,) = read_all(encoder, [machine.hear(told.transcripts[0])], told)
    usual = Decider(encoder, told.codebook, store=READ_ONCE)
    hardly_ever = usual.settings | {"coded_from": 0.9999}
    usual = usual.with_settings(hardly_ever)
    asked = Decider(encoder, told.codebook, min_confidence=0.0, store=READ_ONCE).with_settings(hardly_ever)

    assert not list(text.decided(usual))
    doubtful = [one for _, one in text.decided(usual, silent=True)]
    assert doubtful
    assert all(one.silent for one in doubtful)
    bold = [one for _, one in text.decided(asked)]
    assert {(one.start, one.end) for one in doubtful} == {(one.start, one.end) for one in bold}
    assert not any(one.silent for one in bold)


def test_a_proposal_is_explicit_when_a_cue_says_it_and_suggested_otherwise(tmp_path) -> None:
    codings = code_by_encoder(job(tmp_path, min_confidence=0.0)).codings
    bands = {one.band: {each.kind for each in one.evidence} for one in codings}
    assert set(bands) == {Band.EXPLICIT, Band.SUGGESTED}
    assert "cue" in bands[Band.EXPLICIT]
    assert "cue" not in bands[Band.SUGGESTED]


def test_explicit_cues_heed_the_least_confidence_too(tmp_path) -> None:
    path = tmp_path / "p1.txt"
    path.write_text("P1: Nobody around here cooked it up. It came down from the state.\n")
    told = CodingJob("encoder", load_codebook("cfir-2022"), load_valence_lexicon(), [read_transcript(path)])
    explicit = [one for one in code_by_encoder(told).codings if one.code == "innovation.source"]
    assert explicit
    assert explicit[0].band is Band.EXPLICIT
    shy = code_by_encoder(replace(told, min_confidence=0.97)).codings
    assert all(one.confidence is None or one.confidence >= 0.97 for one in shy)


@pytest.mark.parametrize("below", ["", "outer_setting.financing.public"])
def test_what_a_codebook_excludes_is_not_proposed_however_it_reads(tmp_path, below: str) -> None:
    """The exclusion of a construct leaves its themes alone, that of a theme gives the words to the construct."""
    financing = "outer_setting.financing"
    base = load_codebook("cfir-2022")
    theme = Code(
        id="outer_setting.financing.public", name="Public money", kind=CodeKind.THEME, parent=financing,
        definition="Medicaid covers it.", examples=("Medicaid covers the whole thing, so nobody has to pay.",),
    )  # fmt: skip

    def proposed(*exclusions: str) -> set[str]:
        told = tuple(parse_cue(each) for each in exclusions)
        codes = [*base.codes, *([theme] if below else [])]
        ruled = tuple(
            one.model_copy(update={"exclusions": told, "cues": ()}) if one.id == (below or financing) else one
            for one in codes
        )
        told_job = replace(job(tmp_path), codebook=Codebook(**{**dict(base), "codes": ruled}))
        return {one.code for one in code_by_encoder(told_job).codings if "Medicaid" in one.quote}

    assert (below or financing) in proposed("never said")
    without = proposed("medicaid")
    assert (below or financing) not in without
    assert not below or financing in without


def test_a_sentence_is_read_with_its_question(encoder: Encoder) -> None:
    told = "They were."
    readings = encoder.read(
        [Passage(question, told, ((0, 10),)) for question in ("Were they trained?", "Was it dear?")]
    )
    assert not np.allclose(readings[0].vectors, readings[1].vectors)


def test_readings_come_in_the_order_of_the_passages(encoder: Encoder) -> None:
    passages = [Passage("", "Short.", ((0, 6),)), Passage("", "It is a good deal longer than that.", ((0, 35),))]
    forth, back = encoder.read(passages), encoder.read(passages[::-1])
    assert np.array_equal(forth[0].vectors, back[1].vectors)
    assert forth[1].lengths[0] > forth[0].lengths[0] > 1


def test_a_reading_does_not_depend_on_what_else_is_read(encoder: Encoder) -> None:
    told = "We never had the money for it."
    passage = Passage("How is it paid?", told, ((0, len(told)),))
    others = [Passage("", text, ((0, len(text)),)) for text in ("No.", "It is a good deal longer than that. " * 9)]
    alone = encoder.read([passage])[0].vectors
    assert np.array_equal(alone, encoder.read([others[0], passage, others[1]])[1].vectors)


@pytest.mark.parametrize("question", ["", "How was it?", "https://example.org/" + "Непредставимость/" * 60])
def test_what_is_longer_than_can_be_read_at_once_is_read_to_there(encoder: Encoder, question: str) -> None:
    """Long words, or another script, have more pieces than words."""
    told = "Непредставимость. " * 60
    reading = encoder.read([Passage(question, told, ((0, 900), (900, len(told))))])[0]
    assert 100 < reading.lengths.sum() < 256
    assert 0 == reading.lengths[1]
    assert not reading.tones[1].any()


def test_a_run_is_cut_where_two_codes_explain_it_better() -> None:
    coded = np.array([0.9, 0.9, 0.9, 0.1])
    logged = np.log(np.array([[0.9, 0.1], [0.9, 0.1], [0.02, 0.98], [0.5, 0.5]]))
    lengths = np.array([5, 5, 5, 5], dtype=np.int32)
    assert cut(coded, logged, lengths, Cutting(0.5, 1.0)) == [(0, 2), (2, 3)]
    assert cut(coded, logged, lengths, Cutting(0.5, 9.0)) == [(0, 3)]
    assert cut(coded * 0, logged, lengths, Cutting()) == []


def test_doubtful_sentences_make_stretches_of_their_own() -> None:
    coded = np.array([0.4, 0.9, 0.9, 0.3, 0.1])
    logged = np.log(np.full((5, 2), 0.5))
    lengths = np.array([5, 5, 5, 5, 5], dtype=np.int32)
    assert cut(coded, logged, lengths, Cutting(0.5, 1.0)) == [(1, 3)]
    assert cut(coded, logged, lengths, Cutting(0.5, 1.0, doubtful_from=0.25)) == [(0, 1), (1, 3), (3, 4)]


def test_themes_stand_below_the_codes_that_a_head_knows(encoder: Encoder) -> None:
    framework = framework_of(load_codebook("drug-court-moud"), encoder.card["outputs"])
    assert framework.head == "codes_2022"
    assert all(theme.startswith(above) for above, themes in framework.themes.items() for theme in themes)
    assert framework.themes


def test_a_folder_without_a_model_is_refused(tmp_path) -> None:
    with pytest.raises(UsageError, match="holds no encoder"):
        Encoder(tmp_path)


@pytest.mark.parametrize("content", [b"", b'{"sha256": {"enco', b"[]", b'{"sha256": "x"}', b"\xff\x00"])
def test_a_damaged_card_is_refused(tmp_path, content: bytes) -> None:
    (tmp_path / "card.json").write_bytes(content)
    with pytest.raises(UsageError, match=r"card\.json is damaged. Install cfir_coder anew"):
        Encoder(tmp_path)
