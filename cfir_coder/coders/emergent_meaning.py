"""Themes that emerge from meaning: what several participants say that fits no construct well, read by the encoder.

Chunks of speech that are worth coding are put on many trees by what they mean (`emergent_consensus`); of the groups
that the trees agree on those are told that many people share, that hold together, and that are far from the codebook.
No number of themes is asked for: every level is looked at, and of groups inside one another the better is told.
"""

from __future__ import annotations

import math
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cfir_coder.coders.deciding import Decider
from cfir_coder.coders.emergent_cards import Gathered, Words, cards
from cfir_coder.coders.emergent_chunks import Chunk, Chunks, chunks_of
from cfir_coder.coders.emergent_consensus import Resample, agreed, resamples, shares, stability, togetherness
from cfir_coder.coders.emergent_marks import Conversation
from cfir_coder.coders.emergent_tree import DIGITS, centred
from cfir_coder.coders.learned import ReadText
from cfir_coder.model.theme import CandidateTheme, MeaningParts, NearCode

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]
    Group = NDArray[np.intp]

LIMIT = 15
"""Candidates told."""
LEAST = 3
"""Passages of a theme."""
LEAST_VOICES = 3
"""Voices of a theme; in a study of fewer, as many as there are, but two."""
LARGEST = 0.1
"""A group of a larger share of the chunks is what the study is about, not a theme."""
ENOUGH = 20
"""Chunks from which on themes are sought."""
MOST_CHUNKS = 2500
"""Chunks that are compared; of more, those that stir the encoder least."""
NEAR_CODES = 3
"""Codes told that are near."""


@dataclass(frozen=True, slots=True)
class Emerged:
    """Candidate themes, best first; why there are none, for people."""

    themes: tuple[CandidateTheme, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Space:
    """Chunks as points: sense and features, (chunks, 384) each, of length 1.

    documents: (chunks,) numbers of their transcripts. chances: (chunks, constructs). ranks: 0-1, high for what stirs
    the encoder least. sites: by chunk, "" unknown.
    """

    chunks: tuple[Chunk, ...]
    sense: Floats
    features: Floats
    documents: NDArray[np.intp]
    chances: Floats
    ranks: Floats
    sites: tuple[str, ...]
    constructs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """rows: of the space. central: cosine of each with their mean."""

    rows: Group
    parts: MeaningParts
    central: Floats


def themes_by_meaning(
    decider: Decider,
    texts: Sequence[ReadText],
    sites: Mapping[str, str],
    *,
    min_transcripts: int = 2,
    settled: Container[str] = (),
) -> Emerged:
    """Propose themes beside the codebook, the weightiest first.

    sites: site by participant id. min_transcripts: in how many a theme must be. settled: ids that aren't proposed.
    Neither the order nor the names of the texts change anything, nor does a text that is there twice.
    """
    chunks = chunks_of(decider, texts)
    voices = {chunk.voice for chunk in chunks.chunks}
    if len(chunks.chunks) < ENOUGH or len(voices) < 2:
        return Emerged(
            (),
            (
                f"no candidate themes: {len(chunks.chunks)} stretches of speech are worth coding, of {len(voices)} "
                f"participants; from {ENOUGH} stretches and 2 participants on there can be some.",
            ),
        )
    space = _space(chunks, decider.framework.families, sites)
    drawn = resamples(space.sense, space.features, space.documents.tolist(), space.ranks)
    chosen = _chosen(space, drawn, max(2, min(LEAST_VOICES, len(voices))), min_transcripts)
    if not chosen:
        return Emerged((), ("no candidate themes: what fits no construct is shared by too few participants.",))
    stable = stability(drawn, [one.rows for one in chosen])
    found = [_gathered(space, one, told) for one, told in zip(chosen, stable, strict=True)]
    by_hash = {one.text_hash: one for one in texts}
    words = Words([Conversation(one.heard.transcript, one.heard.spoken) for _, one in sorted(by_hash.items())])
    return Emerged(cards(words, found, sites, settled))


def _space(chunks: Chunks, families: Mapping[str, str], sites: Mapping[str, str]) -> _Space:
    import numpy as np

    above = [families[code] for code in chunks.codes]
    constructs = tuple(sorted(set(above)))
    member = np.array([[one == other for other in constructs] for one in above], float).reshape(len(above), -1)
    order = np.lexsort((np.arange(len(chunks.chunks)), chunks.stirred))
    free = np.sort(order[:MOST_CHUNKS])
    numbers = {
        text: number for number, text in enumerate(dict.fromkeys(chunks.chunks[row].transcript.hash for row in free))
    }
    documents = [numbers[chunks.chunks[row].transcript.hash] for row in free]
    return _Space(
        tuple(chunks.chunks[row] for row in free),
        centred(chunks.senses[free], documents),
        centred(chunks.features[free], documents),
        np.array(documents),
        chunks.chances[free] @ member,
        1 - _mid_shares(chunks.stirred[free]),
        tuple(sites.get(chunks.chunks[row].participant, "") for row in free),
        constructs,
    )


def _mid_shares(values: Floats) -> Floats:
    """The share of all values below each one, ties counted half (0-1)."""
    import numpy as np

    ordered = np.sort(values)
    ends = np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")
    found: Floats = ends / (2 * len(values))
    return found


def _chosen(space: _Space, drawn: Sequence[Resample], least_voices: int, least_transcripts: int) -> list[_Group]:
    """The groups that are told, best first; of those that share most of their chunks, the better."""
    largest = max(2 * LEAST + 2, int(LARGEST * len(space.chunks)))
    shared = shares(drawn)
    drafts = []
    for rows in agreed(shared, least=LEAST, most=largest):
        voices = {space.chunks[row].voice for row in rows.tolist()}
        if len(voices) >= least_voices and len(set(space.documents[rows].tolist())) >= least_transcripts:
            drafts.append(_weighed(space, rows, len(voices), togetherness(shared, rows)))
    drafts.sort(key=lambda one: (-one.parts.score, one.rows.tolist()))
    chosen: list[_Group] = []
    for draft in drafts:
        if len(chosen) == LIMIT:
            break
        members = set(draft.rows.tolist())
        if draft.parts.score > 0 and not any(
            2 * len(members & set(other.rows.tolist())) > min(len(members), len(other.rows)) for other in chosen
        ):
            chosen.append(draft)
    return chosen


def _weighed(space: _Space, rows: Group, people: int, together: float) -> _Group:
    """MeaningParts says how."""
    import numpy as np

    points = np.hstack([space.sense[rows], space.features[rows]]) / np.sqrt(2)
    mean = points.mean(axis=0)
    distance = float(space.ranks[rows].mean())
    every = {site for site in space.sites if site}
    here = {space.sites[row] for row in rows.tolist()} & every
    sites = len(here) / len(every) if every else 1.0
    parts = MeaningParts(
        score=round(people * (1 + sites) / 2 * together * distance, 3),
        people=people,
        sites=round(sites, 3),
        together=round(together, 3),
        distance=round(distance, 3),
    )
    return _Group(rows, parts, points @ mean / max(float(np.linalg.norm(mean)), 1e-9))


def _gathered(space: _Space, group: _Group, stable: float) -> Gathered:
    mean = space.chances[group.rows].mean(axis=0)
    rows = group.rows.tolist()
    inside = sorted(range(len(rows)), key=lambda place: space.chunks[rows[place]].place)
    likeliest = sorted(range(len(mean)), key=lambda column: (-round(float(mean[column]), 3), column))[:NEAR_CODES]
    return Gathered(
        chunks=tuple(space.chunks[rows[place]] for place in inside),
        central=tuple(round(float(group.central[place]), DIGITS) for place in inside),
        near=tuple(NearCode(code=space.constructs[each], nearness=round(float(mean[each]), 3)) for each in likeliest),
        parts=group.parts,
        stability=None if math.isnan(stable) else round(stable, 2),
    )
