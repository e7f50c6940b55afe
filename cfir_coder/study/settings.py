"""study.toml: what a study folder says of itself."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from cfir_coder.errors import StudyError
from cfir_coder.model.base import Model
from cfir_coder.model.llm import LlmSettings, RemoteSettings

SETTINGS = "study.toml"


class StudySettings(Model):
    """What study.toml may say; everything has a default.

    innovation, inner_setting, outer_setting: what these words mean in this study (recorded with each run).
    coder: the machine coder; empty: the best that the installation holds.
    interviewers: labels of interviewers as they stand in the files. speakers: by file, by label, who it is.
    llm: how a language model is asked. remote: who allowed that speech leaves the machine.
    unlabelled: what a text without speaker labels is taken for. Paths are relative to the folder.
    """

    title: str = ""
    innovation: str = ""
    inner_setting: str = ""
    outer_setting: str = ""
    transcripts: str = "transcripts"
    participants: str = "participants.csv"
    codebook: str = "codebook.yaml"
    results: str = "results"
    coder: str = ""
    interviewers: tuple[str, ...] = ()
    speakers: dict[str, dict[str, str]] = {}
    unlabelled: Literal["participant", "document", "skip"] = "document"
    min_confidence: float | None = Field(default=None, ge=0, le=1)
    spacy_model: str = ""
    llm: LlmSettings = LlmSettings()
    remote: RemoteSettings = RemoteSettings()


def read_settings(folder: Path) -> StudySettings | None:
    """The settings of a study folder; None when the folder has no study.toml.

    Raises StudyError with every fault at once.
    """
    path = folder / SETTINGS
    if not path.is_file():
        return None
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return StudySettings.model_validate(told)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(f"{path}: {error}. Correct the line, or make a new file with `cfir init`.") from error
    except ValidationError as error:
        faults = "; ".join(
            _fault(".".join(map(str, each["loc"])), each["type"], each["msg"]) for each in error.errors()
        )
        raise StudyError(f"{path}: {faults}.") from error


def _fault(key: str, kind: str, message: str) -> str:
    if kind != "extra_forbidden":
        return f'"{key}": {message[0].lower()}{message[1:]}'
    near = difflib.get_close_matches(key, StudySettings.model_fields, n=1)
    return f'unknown key "{key}"' + (f' (did you mean "{near[0]}"?)' if near else "")
