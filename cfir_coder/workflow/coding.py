"""Code transcripts: from files to a study and its tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfir_coder import __version__
from cfir_coder.codebooks import load_codebook, load_valence_lexicon
from cfir_coder.coders.job import CodingJob, Progress
from cfir_coder.coders.registry import default_machine, machine_named
from cfir_coder.errors import UsageError
from cfir_coder.files import CODEBOOK, RESULTS, check_output_folder
from cfir_coder.model.llm import LlmSettings
from cfir_coder.readers import JoinResult, Unlabelled
from cfir_coder.study import DATABASE, Answers, Run, Study, StudySettings, read_settings
from cfir_coder.text import counted
from cfir_coder.workflow.coders import TOP_K, LlmRequest, refuse_idle_top_k, refuse_stray_llm_options
from cfir_coder.workflow.results import refuse_to_replace_edits, write_run
from cfir_coder.workflow.sources import nothing_read, participants_beside, read_sources

if TYPE_CHECKING:
    from cfir_coder.coders.machine import Coded
    from cfir_coder.model.codebook import Codebook
    from cfir_coder.workflow.summary import CodeSummary


@dataclass(frozen=True, slots=True)
class CodeRequest:
    """What to code and how; None means what study.toml says, or the default."""

    paths: tuple[Path, ...] = ()
    output: Path | None = None
    codebook: str | None = None
    coder: str | None = None
    participants: Path | None = None
    interviewer: tuple[str, ...] = ()
    unlabelled: Unlabelled | None = None
    min_confidence: float | None = None
    top_k: int | None = None
    min_transcripts: int = 2
    model: str | None = None
    llm: LlmRequest = field(default_factory=LlmRequest)
    force: bool = False
    use_learned: bool = True


@dataclass(frozen=True, slots=True)
class _Plan:
    """A request with every default filled in."""

    paths: tuple[Path, ...]
    results: Path
    study: Path
    codebook: str | Path
    coder: str
    participants: Path | None
    interviewer: tuple[str, ...]
    unlabelled: Unlabelled
    min_confidence: float | None
    top_k: int
    min_transcripts: int
    model: str | None
    settings: StudySettings = field(default_factory=StudySettings)
    llm: LlmSettings = field(default_factory=LlmSettings)
    approval: str = ""
    use_learned: bool = True

    @property
    def about(self) -> dict[str, str]:
        """What these words mean in the study."""
        names = ("innovation", "inner_setting", "outer_setting")
        return {name: str(getattr(self.settings, name)) for name in names}

    def options(self) -> dict[str, Any]:
        """What to record of the plan."""
        told = asdict(self) | dict.fromkeys(("settings", "llm", "approval", "use_learned"))
        return {name: _plain(value) for name, value in told.items() if value is not None} | {
            name: getattr(self.settings, name)
            for name in ("title", "innovation", "inner_setting", "outer_setting")
            if getattr(self.settings, name)
        }


@dataclass(frozen=True, slots=True)
class _Known:
    """What people said in the study so far: themes decided on, speakers corrected; and what was learned from them."""

    settled: frozenset[str] = frozenset()
    corrections: dict[str, dict[str, str]] = field(default_factory=dict)
    learned: str = ""


def code_transcripts(
    request: CodeRequest,
    *,
    progress: Progress = lambda what, done, total: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> CodeSummary:
    """Read, code, keep in the study, and write every table.

    Raises TranscriptError when nothing can be read, OutputExists when a table was edited since it was written,
    OutputBlocked where no results can be written, and what loading the codebook and the participants raises.
    Files that can't be read are told in the result.
    """
    started = now()
    plan = _plan(request)
    from cfir_coder.report import TABLE_FILES, write_tables

    check_output_folder(plan.results)
    refuse_to_replace_edits(plan.results, TABLE_FILES, force=request.force)
    codebook = load_codebook(plan.codebook)
    known = _known(plan.study)
    sources = read_sources(
        plan.paths,
        participants=plan.participants,
        interviewer=plan.interviewer,
        unlabelled=plan.unlabelled,
        corrections={**plan.settings.speakers, **known.corrections},
    )
    if not sources.transcripts:
        raise nothing_read(plan.paths, sources.read)
    joined = sources.joined
    coded = _code(plan, codebook, joined, known, progress)
    run = Run(
        coder=plan.coder,
        started_at=started,
        finished_at=now(),
        version=__version__,
        options=plan.options() | dict(coded.record),
        codebook=codebook,
        transcripts=joined.transcripts,
        participants=joined.participants,
        codings=coded.codings,
        themes=coded.themes,
        endorsements=coded.endorsements,
    )
    with Study.open_or_create(plan.study) as study:
        carried = study.record_run(run)
        here = {transcript.hash for transcript in joined.transcripts}
        codings = [one for one in study.codings(coder=plan.coder) if one.text_hash in here]
        left = [name for text, name in study.documents().items() if text not in here]
    from cfir_coder.matrices.study import Gathered, study_tables
    from cfir_coder.workflow.summary import Where, summarize

    progress("writing tables", 0, 1)
    gathered = Gathered(
        codings,
        joined.transcripts,
        joined.participants,
        codebook,
        sources.unread,
        coded.themes,
        coded.endorsements,
        coded.silent,
    )
    tables = study_tables(gathered)
    files = write_tables(tables, plan.results)
    write_run(plan.results, _record(run), files)
    notes = (*_with_adopted(request, plan), *coded.notes, *carried, *_left_out(left))
    where = Where(plan.results, tuple(path.name for path in files), plan.study)
    return summarize(tables, sources, codebook, plan.coder, coded.themes, notes, where)


def _plan(request: CodeRequest) -> _Plan:
    """Fill in what the study in this folder (or in the one folder named) says, and the defaults."""
    named = request.paths
    home = named[0] if len(named) == 1 and named[0].is_dir() else Path()
    settings = read_settings(home) if len(named) <= 1 else None
    if settings is None:
        if not named:
            raise UsageError("name the transcripts or a folder of them, or run inside a study folder.")
        results = request.output or Path(RESULTS)
        adopted = results / CODEBOOK
        settings = StudySettings(codebook=str(adopted) if adopted.is_file() else "cfir-2022")
        return _merged(request, settings, named, results, results / DATABASE)
    paths = (home / settings.transcripts,)
    results = request.output or home / settings.results
    return _merged(request, settings, paths, results, home / DATABASE, home)


def _merged(
    request: CodeRequest,
    settings: StudySettings,
    paths: tuple[Path, ...],
    results: Path,
    study: Path,
    home: Path | None = None,
) -> _Plan:
    named = request.coder or settings.coder or default_machine()
    coder = machine_named(named)
    refuse_stray_llm_options(coder.name, request.llm)
    beside = home / settings.codebook if home else Path()
    told = beside if home and beside.is_file() else settings.codebook
    asked = settings.min_confidence if request.min_confidence is None else request.min_confidence
    refuse_idle_top_k(coder.name, request.top_k, asked)
    return _Plan(
        paths=paths,
        results=results,
        study=study,
        codebook=request.codebook or told,
        coder=named,
        participants=request.participants
        or participants_beside([home, *paths] if home else paths, settings.participants),
        interviewer=request.interviewer or settings.interviewers,
        unlabelled=request.unlabelled or settings.unlabelled,
        min_confidence=asked,
        top_k=request.top_k or TOP_K,
        min_transcripts=request.min_transcripts,
        model=request.model or settings.spacy_model or None,
        settings=settings,
        llm=request.llm.settings(settings),
        approval=request.llm.approval(settings),
        use_learned=request.use_learned,
    )


def _known(path: Path) -> _Known:
    if not path.is_file():
        return _Known()
    with Study.open(path) as study:
        return _Known(frozenset(study.decided_themes()), study.speaker_corrections(), study.learned() or "")


def _code(plan: _Plan, codebook: Codebook, joined: JoinResult, known: _Known, progress: Progress) -> Coded:
    with Answers(plan.study) as answers:
        job = CodingJob(
            name=plan.coder,
            codebook=codebook,
            lexicon=load_valence_lexicon(),
            transcripts=joined.transcripts,
            sites={person.id: person.site for person in joined.participants},
            min_confidence=plan.min_confidence,
            top_k=plan.top_k,
            min_transcripts=plan.min_transcripts,
            settled=known.settled,
            spacy_model=plan.model,
            about=plan.about,
            llm=plan.llm,
            approval=plan.approval,
            answers=answers,
            learned=known.learned if plan.use_learned else "",
            progress=progress,
        )
        return machine_named(plan.coder).code(job)


def _record(run: Run) -> dict[str, Any]:
    """What run.json says besides the files."""
    return {
        "tool": "cfir",
        "version": run.version,
        "started_at": run.started_at.isoformat(),
        "finished_at": run.finished_at.isoformat(),
        "coder": run.coder,
        "codebook": {"id": run.codebook.id, "version": run.codebook.version, "hash": run.codebook.hash},
        "options": run.options,
        "transcripts": {transcript.document: transcript.hash for transcript in run.transcripts},
    }


def _with_adopted(request: CodeRequest, plan: _Plan) -> tuple[str, ...]:
    """Say it when the codebook is the results folder's own, which nobody named."""
    if request.codebook or plan.codebook != str(plan.results / CODEBOOK):
        return ()
    return (f"coded with {plan.codebook}, which holds what was adopted; --codebook names another.",)


def _left_out(documents: Sequence[str]) -> tuple[str, ...]:
    if not documents:
        return ()
    return (
        f"not in these tables, as the files of this run don't have {counted(len(documents), 'document')} of "
        f"the study: {', '.join(documents[:5])}{', ...' if len(documents) > 5 else ''}.",
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
