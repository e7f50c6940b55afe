"""An installation whose model is damaged: what `cfir coders` and `cfir code` say."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cfir_coder.coders.encoder import packaged_model

TALK = "Interviewer: How is it paid?\n\nP1: Medicaid covers all of it, at no cost to us.\n"


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the model, which takes the packaged one's place."""
    packaged, copy = packaged_model(), tmp_path / "model"
    assert packaged is not None
    shutil.copytree(packaged, copy)
    monkeypatch.setattr("cfir_coder.coders.encoder.packaged_model", lambda: copy)
    return copy


def _damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize("name", ["encoder.onnx", "heads.npz", "tokenizer.json"])
def test_a_file_with_one_wrong_bit_is_no_encoder(run, model: Path, name: str) -> None:
    _damage(model / name)
    Path("a.txt").write_text(TALK)

    listed = {one["coder"]: one for one in json.loads(run("coders", "--format", "json")[1])}
    code, _, err = run("code", "a.txt")

    reason = f"{name} isn't what the model's card says. Install cfir_coder anew."
    assert ("no", True) == (listed["encoder"]["available"], listed["encoder"]["details"].endswith(reason))
    assert (2, True) == (code, reason in " ".join(err.split()))


@pytest.mark.parametrize("name", ["encoder.onnx", "heads.npz", "tokenizer.json"])
def test_a_damaged_model_leaves_nothing_behind(run, model: Path, name: str) -> None:
    _damage(model / name)
    Path("a.txt").write_text(TALK)
    before = sorted(Path().rglob("*"))

    assert 2 == run("code", "a.txt", "-o", "px")[0]

    assert before == sorted(Path().rglob("*"))


def test_a_file_that_is_gone_is_told(run, model: Path) -> None:
    (model / "heads.npz").unlink()
    Path("a.txt").write_text(TALK)

    code, _, err = run("code", "a.txt")

    assert (2, True) == (code, "heads.npz isn't what the model's card says" in " ".join(err.split()))
    assert (
        "no" == {one["coder"]: one for one in json.loads(run("coders", "--format", "json")[1])}["encoder"]["available"]
    )


def test_a_damaged_card_is_told_and_the_cues_go_on(run, model: Path) -> None:
    card = (model / "card.json").read_text(encoding="utf-8")
    (model / "card.json").write_text(card[: len(card) // 2], encoding="utf-8")
    Path("a.txt").write_text(TALK)

    listed = {one["coder"]: one for one in json.loads(run("coders", "--format", "json")[1])}
    code, _, err = run("code", "a.txt")

    assert ("no", "yes") == (listed["encoder"]["available"], listed["cues"]["available"])
    assert "card.json is damaged. Install cfir_coder anew, or use --coder cues." in listed["encoder"]["details"]
    assert (2, True) == (code, "card.json is damaged" in " ".join(err.split()))
    assert 0 == run("code", "a.txt", "--coder", "cues")[0]
