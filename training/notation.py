"""The notation in which training text is written by hand, read into the corpus's own form.

`passages.txt` holds stand-alone passages. `@ setting | role` and `## code` hold for the lines below them. A line is
`+2 text`, `-1 [question before it] text`, `x text` (mixed) or `0 text` (neutral), and may end in `{also code}`.
Under `## uncoded: reason` a line is `. text`.
`*.marked.txt` is a transcript in which a coded passage stands as `{{code +2|the words}}`, with `code&code` when two
codes fit.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SIGNS = {
    "+2": ("facilitator", 2),
    "+1": ("facilitator", 1),
    "-1": ("barrier", -1),
    "-2": ("barrier", -2),
    "x": ("mixed", 0),
    "0": ("neutral", 0),
}
_LINE = re.compile(
    r"(?P<sign>[+-][12]|x|0|\.)\s+(?:\[(?P<context>[^\]]*)\]\s*)?"
    r"(?P<text>.+?)(?:\s*\{also (?P<also>[\w.,\s]+)\})?"
)
_MARK = re.compile(r"\{\{(?P<codes>[\w.&]+)\s+(?P<sign>[+-][12]|x|0)\|(?P<text>.*?)\}\}", re.DOTALL)


class NotationError(ValueError):
    """A line that doesn't follow the notation; says where."""


@dataclass(frozen=True)
class Passages:
    """What one `passages.txt` holds: rows of `passages.jsonl` and of `uncoded.jsonl`."""

    coded: list[dict[str, Any]]
    uncoded: list[dict[str, Any]]


def read_passages(path: Path, codes: set[str]) -> Passages:
    """Read a file of stand-alone passages; `codes` are the ids that may be used."""
    found = Passages([], [])
    setting = role = code = why = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line, where = line.strip(), f"{path.name}:{number}"
        if not line or line.startswith("//"):
            continue
        if line.startswith("@"):
            setting, _, role = (part.strip() for part in line[1:].partition("|"))
        elif line.startswith("##"):
            code, _, why = (part.strip() for part in line[2:].partition(":"))
            _known(code, codes | {"uncoded"}, where)
        else:
            match = _LINE.fullmatch(line)
            if match is None or not code or (match["sign"] == ".") != (code == "uncoded"):
                raise NotationError(f"{where}: not a line of passages, or no code above it: {line[:70]}")
            row = {"text": match["text"], "context": match["context"] or "", "setting": setting, "role": role}
            if code == "uncoded":
                found.uncoded.append({**row, "why": why})
                continue
            also = [other.strip() for other in (match["also"] or "").split(",") if other.strip()]
            for other in also:
                _known(other, codes, where)
            valence, strength = SIGNS[match["sign"]]
            found.coded.append({**row, "cfir_2022": code, "also": also, "valence": valence, "strength": strength})
    return found


def read_marked(path: Path, codes: set[str]) -> tuple[str, list[dict[str, Any]]]:
    """A marked transcript as its plain text and the rows of its `gold.jsonl`, with offsets in code points."""
    marked, plain, rows, at = path.read_text(encoding="utf-8"), "", [], 0
    name = path.name.replace(".marked.txt", ".txt")
    for match in _MARK.finditer(marked):
        plain += marked[at : match.start()]
        where = f"{path.name}:{marked.count(chr(10), 0, match.start()) + 1}"
        valence, strength = SIGNS[match["sign"]]
        named = match["codes"].split("&")
        for code in named:
            _known(code, codes, where)
        rows.append({
            "doc": name, "start": len(plain), "end": len(plain) + len(match["text"]), "text": match["text"],
            "codes": [{"cfir_2022": code, "valence": valence, "strength": strength} for code in named],
        })  # fmt: skip
        plain, at = plain + match["text"], match.end()
    plain += marked[at:]
    if "{{" in plain or "}}" in plain:
        raise NotationError(
            f"{path.name}: a mark that isn't closed, or has no code and sign: …{plain[plain.find('{{') :][:70]}"
        )
    return plain, rows


def marked_files(folder: Path) -> Iterator[Path]:
    """The marked transcripts of an author's folder, by name."""
    yield from sorted(folder.glob("*.marked.txt"))


def _known(code: str, codes: set[str], where: str) -> None:
    if code not in codes and not code.startswith("inductive."):
        raise NotationError(f"{where}: no such code: {code}")


def build(source: Path, folder: Path, codes: set[str]) -> None:
    """Write an author's notation as a folder of the corpus, in the files that `corpus` reads."""
    found = [read_passages(path, codes) for path in sorted(source.glob("passages*.txt"))]
    transcripts = [(path, *read_marked(path, codes)) for path in marked_files(source)]
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "passages.jsonl", [row for one in found for row in one.coded])
    _write(folder / "uncoded.jsonl", [row for one in found for row in one.uncoded])
    for path, text, _ in transcripts:
        (folder / path.name.replace(".marked.txt", ".txt")).write_text(text, encoding="utf-8", newline="\n")
    _write(folder / "gold.jsonl", [row for _, _, marked in transcripts for row in marked])


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    """Nothing where there is nothing to write."""
    if not rows:
        return
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")
