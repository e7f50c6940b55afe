"""What the documents say is what the program does."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cfir_coder.cli.app import app
from cfir_coder.cli.manual import manual

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    """Every `cfir ...` line of README's shell blocks, as arguments."""
    import shlex

    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", README, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [
        shlex.split(part.strip(), comments=True)[1:]
        for line in lines
        for part in line.removeprefix("$ ").split("&&")
        if part.strip().startswith("cfir ")
    ]


def test_the_manual_is_what_help_says() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")

    assert manual() == page, "run `python -m cfir_coder.cli.manual > docs/cli.md`"


def test_readme_names_the_two_commands_in_one_line_each() -> None:
    assert "\npip install . && cfir code transcripts_sample/\n" in README
    assert '\npip install ".[test]" && pytest\n' in README


def test_every_command_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample: Path) -> None:
    shutil.copytree(sample, tmp_path / "transcripts_sample")
    shutil.copytree(ROOT / "codings_sample", tmp_path / "codings_sample")
    monkeypatch.chdir(tmp_path)
    asked = commands()

    for arguments in asked:
        result = CliRunner().invoke(app, arguments, prog_name="cfir")
        assert result.exit_code == 0, (arguments, result.output)
    assert len(asked) >= 8


def test_the_numbers_in_the_readme_are_the_samples(tmp_path: Path, sample: Path) -> None:
    """Another processor rounds otherwise, which can turn a few proposals over: a twentieth, or two in small counts."""
    shown = re.search(r"```text\n(Read 12 transcripts.*?)```", README, re.DOTALL)
    assert shown is not None
    told = CliRunner().invoke(app, ["code", str(sample), "-o", str(tmp_path / "r")], prog_name="cfir").stdout

    readme, printed = (_counts(text) for text in (shown[1], told))
    assert readme.keys() == printed.keys()
    assert len(readme) == 7
    for row, numbers in readme.items():
        assert numbers == pytest.approx(printed[row], rel=0.05, abs=2), row


def _counts(text: str) -> dict[str, list[int]]:
    """The numbers of the lines above the first quote, by the words of the line."""
    lines = text.partition("Top facilitators")[0].splitlines()
    found = {re.sub(r"[\d,%.]+", "", line).strip(): [int(each) for each in re.findall(r"\d+", line.replace(",", ""))]
             for line in lines}  # fmt: skip
    return {words: numbers for words, numbers in found.items() if numbers}


@pytest.mark.parametrize("page", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_links_between_the_documents_lead_somewhere(page: str) -> None:
    path = ROOT / "docs" / page
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))

    assert [] == [target for target in targets if not (path.parent / target).exists()]
