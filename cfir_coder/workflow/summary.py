"""What a run of the coder comes to, in a few numbers and lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cfir_coder.model.codebook import Codebook
from cfir_coder.model.coding import Status, Valence
from cfir_coder.model.theme import CandidateTheme
from cfir_coder.model.transcript import Kind
from cfir_coder.text import one_line
from cfir_coder.workflow.sources import Sources

if TYPE_CHECKING:
    import pandas as pd

Lines = list[tuple[str, ...]]
TOP = 5
"""Constructs told for each valence."""
QUOTE_WIDTH = 90
"""Characters of a quote in the summary."""


@dataclass(frozen=True, slots=True)
class CodeSummary:
    """Shares are 0-1. by_domain: domain, codings per valence, all. top: by valence, lines of a table.

    Codings that people rejected are counted apart.
    """

    n_transcripts: int
    n_documents: int
    n_participants: int
    n_sites: int
    n_words: int
    participant_share: float
    n_codings: int
    n_rejected: int
    coded_share: float
    coder: str
    codebook: str
    by_domain: Lines
    top: Mapping[str, Lines]
    themes: Lines
    unread: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    folder: Path
    files: tuple[str, ...]
    study: Path


@dataclass(frozen=True, slots=True)
class Where:
    """Where a run's outputs stand."""

    folder: Path
    files: tuple[str, ...]
    study: Path


def summarize(
    tables: Mapping[str, pd.DataFrame],
    sources: Sources,
    codebook: Codebook,
    coder: str,
    themes: Sequence[CandidateTheme],
    notes: tuple[str, ...],
    where: Where,
) -> CodeSummary:
    """Sum up a run from its tables and from what was read; notes: what a person should know of it besides."""
    people = sources.joined.participants
    codings, read = tables["codings"], tables["transcripts"]
    in_book = codings[codings["code"].isin(list(codebook.by_id))]
    deductive = in_book[in_book["status"] != Status.REJECTED.value]
    words, spoken = int(read["words"].sum()), int(read["participant_words"].sum())
    codable = int(read["codable_words"].sum())
    covered = float((read["coded_share"].fillna(0) * read["codable_words"].fillna(0)).sum())
    n_documents = sum(transcript.kind is Kind.DOCUMENT for transcript in sources.transcripts)
    return CodeSummary(
        n_transcripts=len(sources.transcripts) - n_documents,
        n_documents=n_documents,
        n_participants=len(people),
        n_sites=len({person.site for person in people if person.site}),
        n_words=words,
        participant_share=spoken / words if words else 0.0,
        n_codings=len(deductive),
        n_rejected=len(in_book) - len(deductive),
        coded_share=covered / codable if codable else 0.0,
        coder=coder,
        codebook=f"{codebook.name} {codebook.version}",
        by_domain=_by_domain(deductive, codebook),
        top={name: _top(tables["themes"], codebook, name) for name in (Valence.FACILITATOR, Valence.BARRIER)},
        themes=[_theme_line(theme) for theme in themes],
        unread=sources.unread,
        notes=(*sources.notes, *notes),
        folder=where.folder,
        files=where.files,
        study=where.study,
    )


def _by_domain(codings: pd.DataFrame, codebook: Codebook) -> Lines:
    lines: Lines = []
    for domain in (code for code in codebook.codes if code.parent is None and code.kind == "domain"):
        of_domain = codings[codings["domain"] == domain.name]
        counts = [int((of_domain["valence"] == valence.value).sum()) for valence in Valence]
        lines.append((domain.name, *map(str, counts), str(len(of_domain))))
    return lines


def _top(themes: pd.DataFrame, codebook: Codebook, valence: str) -> Lines:
    """The constructs and themes that most participants speak of in that way."""
    chosen = themes[(themes["valence"] == valence) & themes["code"].isin(list(codebook.by_id))]
    ranked = chosen.sort_values(["n_participants", "n_codings", "code"], ascending=[False, False, True], kind="stable")
    return [
        (
            str(row.theme),
            str(row.n_codings),
            str(row.n_participants),
            str(row.n_sites),
            _cut(str(row.quote_1)) + _by(str(row.quote_1_role), str(row.quote_1_site)),
        )
        for row in ranked.head(TOP).itertuples()
    ]


def _theme_line(theme: CandidateTheme) -> tuple[str, ...]:
    counts = (theme.n_codings, theme.n_participants, theme.n_sites)
    quote = theme.exemplars[0].quote if theme.exemplars else ""
    return (theme.name, *map(str, counts), _cut(quote))


def _cut(quote: str) -> str:
    line = one_line(quote)
    return f"“{line}”" if len(line) <= QUOTE_WIDTH else f"“{line[:QUOTE_WIDTH].rsplit(' ', 1)[0]} ...”"


def _by(role: str, site: str) -> str:
    by = ", ".join(part for part in (role, site) if part)
    return f" ({by})" if by else ""
