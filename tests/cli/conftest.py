"""Commands run in an empty folder, and the sample's study, coded once for all tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.commands import CodedSample, Run, cfir


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    return cfir


@pytest.fixture(scope="session")
def coded_sample(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> CodedSample:
    """The sample, coded by the cues in the folder cfir-results."""
    folder = tmp_path_factory.mktemp("coded")
    shutil.copytree(sample, folder / "transcripts_sample")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        code, printed, err = cfir("code", "transcripts_sample/", "--coder", "cues")
    assert (0, "") == (code, err)
    return CodedSample(folder, printed)


@pytest.fixture
def coded(run: Run, coded_sample: CodedSample, tmp_path: Path) -> Run:
    """Run a command in a copy of the folder in which the sample was coded."""
    shutil.copytree(coded_sample.folder, tmp_path, dirs_exist_ok=True)
    return run
