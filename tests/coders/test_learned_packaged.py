"""Learning and likeness with the encoder that comes with cfir."""

from __future__ import annotations

from pathlib import Path

from cfir_coder.workflow.learning import learn_study
from cfir_coder.workflow.seeking import passages_like
from tests.made_study import GRIEF, make_study


def test_a_quote_in_other_words_finds_what_was_meant(tmp_path: Path) -> None:
    found = passages_like(make_study(tmp_path / "s"), ["we keep burying people we know"], most=3)

    assert all("funeral" in quote for quote in found["quote"])


def test_a_code_of_the_studys_own_is_learned_from_a_few_interviews(tmp_path: Path) -> None:
    told = learn_study(make_study(tmp_path / "s")).report.set_index("code")

    assert 0.0 == told.loc[GRIEF, "f1_before"]
    assert told.loc[GRIEF, "f1_after"] > 0.8
