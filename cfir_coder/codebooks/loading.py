"""Load a codebook by name or path, or tell every fault that it has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cfir_coder.codebooks.building import build
from cfir_coder.codebooks.draft import Draft
from cfir_coder.codebooks.faults import Faults, Place, did_you_mean
from cfir_coder.codebooks.from_yaml import draft_from_yaml
from cfir_coder.codebooks.packaged import constructs_2009, packaged_path, packaged_paths
from cfir_coder.errors import CodebookError, UnknownCodebook
from cfir_coder.model.codebook import Codebook, CodeKind

SUFFIXES = (".yaml", ".yml", ".csv", ".xlsx")


@dataclass(frozen=True, slots=True)
class CodebookSummary:
    """What a codebook holds, at a glance; of one that extends another, both together.

    constructs: without subconstructs, which are constructs below a construct.
    """

    id: str
    name: str
    version: str
    extends: str | None
    domains: int
    constructs: int
    subconstructs: int
    themes: int
    cues: int
    path: Path


def load_codebook(name_or_path: str | Path) -> Codebook:
    """Load a packaged codebook by its id, or any codebook by the path of its file.

    Raises UnknownCodebook when there is neither, CodebookError with every fault when the file is faulty.
    """
    path = find_codebook(name_or_path)
    faults = Faults()
    codebook = _load(path, faults, ())
    if codebook is None or faults:
        raise faults.error(path.name)
    return codebook


def check_codebook(name_or_path: str | Path) -> list[str]:
    """Every fault of a codebook, each with file and line or row; none when it is sound.

    Raises UnknownCodebook when there is no such file.
    """
    faults = Faults()
    _load(find_codebook(name_or_path), faults, ())
    return faults.texts()


def packaged_codebooks() -> list[CodebookSummary]:
    """The codebooks that come with cfir, by id."""
    return [summarize(load_codebook(path), path) for path in packaged_paths()]


def summarize(codebook: Codebook, path: Path) -> CodebookSummary:
    """Count what a codebook holds."""
    kinds = {code.id: code.kind for code in codebook.codes}
    constructs = [code for code in codebook.codes if code.kind is CodeKind.CONSTRUCT]
    below = sum(1 for code in constructs if code.parent and kinds[code.parent] is CodeKind.CONSTRUCT)
    return CodebookSummary(
        id=codebook.id,
        name=codebook.name,
        version=codebook.version,
        extends=codebook.extends,
        domains=sum(1 for kind in kinds.values() if kind is CodeKind.DOMAIN),
        constructs=len(constructs) - below,
        subconstructs=below,
        themes=sum(1 for kind in kinds.values() if kind is CodeKind.THEME),
        cues=sum(len(code.cues) for code in codebook.codes),
        path=path,
    )


def find_codebook(name_or_path: str | Path, beside: Path | None = None) -> Path:
    """The file of a codebook; a relative path is looked for in the folder `beside` first.

    Raises UnknownCodebook.
    """
    name = str(name_or_path)
    packaged = packaged_path(name) if isinstance(name_or_path, str) else None
    if packaged:
        return packaged
    for path in ((beside / name,) if beside else ()) + (Path(name),):
        if path.is_file():
            return path
    ids = [path.stem for path in packaged_paths()]
    listed = "Packaged: " + ", ".join(ids) + "."
    raise UnknownCodebook(f'there is no codebook "{name}", packaged or as a file. {did_you_mean(name, ids, listed)}')


def _load(path: Path, faults: Faults, under: tuple[Path, ...]) -> Codebook | None:
    """Read a file and what it extends; None when its faults leave nothing to build.

    under: the files that lead here by way of `extends`.
    """
    draft = read_draft(path, faults)
    if draft is None or (faults and not draft.header and not draft.codes):
        return None
    base: Codebook | None = None
    written = draft.header.get("extends")
    if written and written.text:
        line = (*under, path.resolve())
        try:
            base_path = find_codebook(written.text, beside=path.parent)
        except UnknownCodebook as error:
            faults.add(written.at, f'extends the unknown codebook "{written.text}". {str(error).partition(". ")[2]}')
            return None
        if base_path.resolve() in line:
            ring = [*(each.name for each in line[line.index(base_path.resolve()) :]), base_path.name]
            faults.add(written.at, f'the codebook extends itself: {" > ".join(ring)}. Correct one "extends".')
            return None
        found = len(faults.texts())
        base = _load(base_path, faults, line)
        if len(faults.texts()) > found:
            return None
    return build(draft, base, constructs_2009(), faults)


def read_draft(path: Path, faults: Faults) -> Draft | None:
    """Read a file by its suffix; None, with the fault noted, when it can't be read at all."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise CodebookError(
            f'{path.name}: a codebook is a .yaml, .csv or .xlsx file, not "{suffix}". Convert it first.'
        )
    if suffix == ".xlsx":
        from cfir_coder.codebooks.from_tables import draft_from_xlsx

        return draft_from_xlsx(path, faults)
    unit = f"{path.name}, {'row' if suffix == '.csv' else 'line'}"
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        faults.add(Place(unit, line), "this isn't UTF-8. Save the file with the encoding UTF-8.")
        return None
    if suffix == ".csv":
        from cfir_coder.codebooks.from_tables import draft_from_csv

        return draft_from_csv(text, path.name, faults)
    return draft_from_yaml(text, path.name, faults)
