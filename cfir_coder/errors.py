"""Every error that cfir raises on purpose.

CfirCoderError                what happened, where, how to mend it; exit code 1
├── TranscriptError           a transcript can't be read
├── ParticipantsError         participants.csv can't be read or contradicts itself
├── CodebookError             a codebook is faulty; carries every fault found
│   ├── CueError              a cue doesn't parse
│   └── UnknownCodebook       no codebook of that name or path
├── UnknownCode               a code id that the codebook doesn't have
├── StudyError                the study on disk can't be used
│   ├── StudyNotFound         there is no study at that place
│   ├── StudyVersionError     the study was written by a newer cfir
│   └── StudyDamaged          the study contradicts itself or isn't a database
├── AgreementError            coders' results can't be merged or compared; carries every fault found
├── ExchangeError             a coder's file can't be read or imported; carries every fault found
├── TableError                a table was asked for that can't be built
├── LlmError                  a language model's server can't be used, or doesn't answer
│   └── LlmRefused            what was said would leave this machine, or the server isn't what was named
├── OutputExists              an output would replace something that a person may have edited
├── OutputBlocked             an output can't be written where it was to go
└── UsageError                the command line contradicts itself; exit code 2
"""

from __future__ import annotations

from collections.abc import Sequence


class CfirCoderError(Exception):
    """What happened, where, and how to mend it, in one line."""

    exit_code = 1


class TranscriptError(CfirCoderError):
    """A transcript can't be read."""


class ParticipantsError(CfirCoderError):
    """The participants' table can't be read or contradicts itself."""


class CodebookError(CfirCoderError):
    """A codebook is faulty; `faults` lists every fault, each with its place."""

    def __init__(self, message: str, faults: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class CueError(CodebookError):
    """A cue doesn't parse."""


class UnknownCodebook(CodebookError):
    """No packaged codebook has that name and no file stands at that path."""


class UnknownCode(CfirCoderError):
    """The codebook has no code of that id."""


class StudyError(CfirCoderError):
    """The study on disk can't be used."""


class StudyNotFound(StudyError):
    """There is no study at that place."""


class StudyVersionError(StudyError):
    """The study was written by a newer version of cfir."""


class StudyDamaged(StudyError):
    """The study contradicts itself or isn't a database."""


class AgreementError(CfirCoderError):
    """Coders' results can't be merged or compared; `faults` lists every fault, each with its place."""

    def __init__(self, message: str, faults: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class ExchangeError(CfirCoderError):
    """A coder's file can't be read or imported; `faults` lists every fault, each with its place."""

    def __init__(self, message: str, faults: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class TableError(CfirCoderError):
    """A table was asked for that can't be built."""


class LlmError(CfirCoderError):
    """A language model's server can't be used, or doesn't answer."""


class LlmRefused(LlmError):
    """What was said would leave this machine, or the server isn't what was named."""


class OutputExists(CfirCoderError):
    """An output would replace something that a person may have edited."""


class OutputBlocked(CfirCoderError):
    """An output can't be written where it was to go."""


class UsageError(CfirCoderError):
    """The command line contradicts itself."""

    exit_code = 2
