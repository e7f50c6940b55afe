"""Commands, run as a researcher types them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from cfir_coder.cli.app import app

Run = Callable[..., tuple[int, str, str]]
"""Arguments of a command -> exit code, stdout, stderr."""


@dataclass(frozen=True, slots=True)
class CodedSample:
    """A folder in which `cfir code transcripts_sample/` ran once, and what that printed. Tests read it or copy it."""

    folder: Path
    printed: str

    @property
    def results(self) -> Path:
        return self.folder / "cfir-results"


def cfir(*arguments: str) -> tuple[int, str, str]:
    """Run a command in the folder where we are; raise what it didn't expect."""
    result = CliRunner().invoke(app, list(arguments), prog_name="cfir")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr
