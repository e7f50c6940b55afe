"""A study's own codes, which no head knows: found by what stands near to several of their examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cfir_coder.codebooks import load_codebook, load_valence_lexicon
from cfir_coder.coders import encoded
from cfir_coder.coders.job import CodingJob
from cfir_coder.model.codebook import Code, CodeKind
from cfir_coder.readers import read_transcript
from tests.made_encoder import MadeEncoder

SAID = "We lost a boy that spring and nobody said a word."
LIKE_IT = "There was a funeral and only staff came along."
UNLIKE_IT = "The statute is a rule of the legislature."
BOOK = load_codebook("cfir-2022")


class Worth(MadeEncoder):
    """To this one everything is worth coding. A code of one's own is even odds at a nearness of .6."""

    def __init__(self, folder: object = None) -> None:
        super().__init__(folder)
        self.card["deciding"] |= {"own_from": 0.5, "own_scale": [30.0, -18.0]}

    @property
    def heads(self) -> dict[str, Any]:  # type: ignore[override]
        return super().heads | {"coded.bias": super().heads["coded.bias"] + 9}


@pytest.mark.parametrize(
    ("examples", "is_found"),
    [
        pytest.param((SAID,), True, id="its one example"),
        pytest.param((SAID, LIKE_IT, UNLIKE_IT), True, id="near to two of three"),
        pytest.param((SAID, UNLIKE_IT), False, id="near to one of two"),
        pytest.param((UNLIKE_IT,), False, id="near to none"),
    ],
)
def test_a_code_is_found_by_the_mean_of_its_two_nearest_examples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, examples: tuple[str, ...], is_found: bool
) -> None:
    monkeypatch.setattr(encoded, "Encoder", Worth)
    path = tmp_path / "a.txt"
    path.write_text(f"Interviewer: And then?\n\nParticipant: {SAID}\n", encoding="utf-8")
    own = Code(id="inductive.grief", name="Grief", kind=CodeKind.THEME, examples=examples)
    book = BOOK.model_copy(update={"codes": (*BOOK.codes, own)})
    job = CodingJob("encoder", book, load_valence_lexicon(), [read_transcript(path, document="a.txt")])

    found = [each for each in encoded.code_by_encoder(job).codings if each.code == own.id]

    assert [SAID] * is_found == [each.quote for each in found]
    assert all(0.5 <= (each.confidence or 0) <= 1 for each in found)
