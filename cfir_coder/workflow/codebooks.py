"""Codebooks as tables; emergent themes into the study's codebook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cfir_coder.codebooks import adopt_code, compare_codebooks, crosswalk, load_codebook, packaged_codebooks
from cfir_coder.codebooks.naming import CodeNames
from cfir_coder.codebooks.packaged import packaged_path
from cfir_coder.errors import StudyError, UsageError
from cfir_coder.files import CODEBOOK, RESULTS, write_text
from cfir_coder.model.codebook import INDUCTIVE, Code, Codebook, CodeKind
from cfir_coder.model.cue import parse_cue
from cfir_coder.model.theme import CandidateTheme
from cfir_coder.study import SETTINGS, Study, read_settings
from cfir_coder.text import one_line, slug

if TYPE_CHECKING:
    import pandas as pd

CUE_OF_THEME = 0.55
"""Weight of the cue that an adopted theme starts with: the machine's guess, to be corrected by a person."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """What to do with a candidate theme.

    theme: its id or the last part of it. code_id: id of the new code (None: the candidate's own, or one below
    `under`). into: an existing code that takes the theme's words in. reject: drop it, and don't propose it again.
    """

    theme: str
    code_id: str | None = None
    name: str | None = None
    under: str | None = None
    into: str | None = None
    reject: bool = False


def codebook_list() -> pd.DataFrame:
    """The packaged codebooks with what they hold."""
    import pandas as pd

    fields = ("id", "name", "version", "extends", "domains", "constructs", "subconstructs", "themes", "cues")
    books = packaged_codebooks()
    return pd.DataFrame(
        {
            field: [getattr(book, field) or 0 if field in fields[4:] else getattr(book, field) or "" for book in books]
            for field in fields
        }
    )


def codebook_codes(name: str) -> pd.DataFrame:
    """Every code of a codebook, in order."""
    import pandas as pd

    codes = load_codebook(name).codes
    return pd.DataFrame(
        {
            "code": [code.id for code in codes],
            "abbreviation": [code.abbreviation for code in codes],
            "kind": [code.kind.value for code in codes],
            "name": [code.name for code in codes],
            "definition": [code.definition for code in codes],
            "include": [code.include for code in codes],
            "exclude": [code.exclude for code in codes],
            "cfir_2009": ["; ".join(code.cfir_2009) for code in codes],
            "n_cues": [len(code.cues) for code in codes],
        }
    )


def codebook_code(name: str, code_id: str) -> tuple[Codebook, Code]:
    """One code of a codebook, found by id, by the last part of it, or by a name as people write it.

    Raises UnknownCode; UsageError when several codes end so.
    """
    codebook = load_codebook(name)
    if code_id not in codebook.by_id:
        ends = [code for code in codebook.by_id if code.rpartition(".")[2] == code_id]
        if len(ends) > 1:
            raise UsageError(f'several codes end in "{code_id}": {", ".join(ends)}. Name one whole.')
        code_id = ends[0] if ends else CodeNames(codebook).resolve(code_id)
    return codebook, codebook.code(code_id)


def codebook_changes(old: str, new: str) -> pd.DataFrame:
    """What differs between two codebooks."""
    import pandas as pd

    changes = compare_codebooks(load_codebook(old), load_codebook(new))
    return pd.DataFrame({field: [getattr(each, field) for each in changes] for field in ("code", "kind", "what")})


def crosswalk_table(code_id: str) -> pd.DataFrame:
    """Where a construct of one CFIR is found in the other."""
    import pandas as pd

    return pd.DataFrame(crosswalk(code_id))


def adopt_theme(
    study_path: Path,
    wanted: Adoption,
    *,
    by: str,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> str:
    """Make a candidate theme a code of the study's codebook, put it into another one, or reject it.

    The codebook is the study folder's own; where there is none, `codebook.yaml` is made beside the study,
    extending the codebook of the last run. Returns what was done, in one line.
    """
    with Study.open(study_path) as study:
        theme = _theme(study, wanted.theme)
        if wanted.reject:
            study.decide_theme(theme.id, "rejected", into="", by=by, at=now())
            return f"{theme.id} is rejected; it won't be proposed again."
        file, codebook = _codebook_file(study)
        code = _merged(theme, codebook.code(wanted.into)) if wanted.into else _code(theme, wanted)
        adopt_code(file, code)
        decision = "merged" if wanted.into else "adopted"
        study.decide_theme(theme.id, decision, into=code.id, by=by, at=now())
        return f"{theme.id} is {decision} as {code.id} in {file}. Edit it there, then run `{_again(file.parent)}`."


def _again(folder: Path) -> str:
    """The command that codes a study with its own codebook."""
    if read_settings(folder):
        return "cfir code"
    return "cfir code TRANSCRIPTS" if folder == Path(RESULTS) else f"cfir code TRANSCRIPTS -o {folder}"


def _theme(study: Study, wanted: str) -> CandidateTheme:
    themes, decided = study.themes(study.last_coder()), study.decided_themes()
    found = [theme for theme in themes if wanted in (theme.id, theme.id.removeprefix(f"{INDUCTIVE}."), theme.name)]
    decision, into = decided.get(
        found[0].id if found else f"{INDUCTIVE}.{wanted.removeprefix(f'{INDUCTIVE}.')}", ("", "")
    )
    if into:
        raise StudyError(f'{study.path}: "{wanted}" is {decision} already, as {into}.')
    if decision and not found:
        raise StudyError(f'{study.path}: "{wanted}" was {decision}, so the last run didn\'t look for it.')
    if not found:
        names = ", ".join(theme.id for theme in themes) or "none"
        raise StudyError(f'{study.path} has no candidate theme "{wanted}". There are: {names}.')
    return found[0]


def _codebook_file(study: Study) -> tuple[Path, Codebook]:
    """The study's own codebook file, made when there is none, and the codebook of its last run."""
    folder = study.path.parent
    codebook = study.codebook()
    settings = read_settings(folder)
    file = folder / (settings.codebook if settings else CODEBOOK)
    if settings and not file.is_file() and packaged_path(settings.codebook):
        raise StudyError(
            f'{folder / SETTINGS} names the packaged codebook "{settings.codebook}", which can\'t be changed. Write '
            f'codebook = "{CODEBOOK}" there and adopt the theme again: that file is then made, extending '
            f"{codebook.id}."
        )
    if not file.is_file():
        base = codebook.extends if codebook.id == "my-study" and codebook.extends else codebook.id
        write_text(
            file,
            f"# The study's codebook: all of {base}, and what was adopted from `cfir code`.\n"
            f'codebook: my-study\nname: My study\nversion: "1"\nextends: {base}\ncodes:\n',
        )
    return file, codebook


def _code(theme: CandidateTheme, wanted: Adoption) -> Code:
    name = wanted.name or theme.name
    parent = wanted.under
    code_id = wanted.code_id or f"{parent or INDUCTIVE}.{slug(name)}"
    return Code(
        id=code_id,
        name=name[:1].upper() + name[1:],
        kind=CodeKind.THEME,
        parent=code_id.rpartition(".")[0] if parent or not code_id.startswith(INDUCTIVE) else None,
        definition="Emerged from the interviews; say here what belongs to it.",
        include=f"Marked by: {', '.join(term.term for term in theme.terms)}.",
        examples=tuple(one_line(passage.quote) for passage in theme.exemplars),
        cues=(parse_cue(theme.terms[0].term, weight=CUE_OF_THEME),),
    )


def _merged(theme: CandidateTheme, code: Code) -> Code:
    """The code as an entry that adds the theme's cue to it."""
    return Code(
        id=code.id,
        name=code.name,
        kind=code.kind,
        parent=code.parent,
        cues=(parse_cue(theme.terms[0].term, weight=CUE_OF_THEME),),
    )
