"""What to code next, and which passages are most like some that a person marked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfir_coder.coders.job import Progress
from cfir_coder.errors import UsageError
from cfir_coder.workflow.reading import DECIDED, ReadStudy, read_study

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from cfir_coder.coders.deciding import Decider
    from cfir_coder.coders.stretches import Meant

    Floats = NDArray[np.floating[Any]]

WORTH_A_LOOK = 0.3
"""A stretch is worth asking about from this probability that it would be coded."""
MOST_LIKE = 3
PASSAGES_OF_TRANSCRIPT = 20
"""Passages of a transcript that speak for it."""


def next_to_code(
    path: Path,
    *,
    by: str = "transcript",
    surest_first: bool = False,
    most: int = 10,
    progress: Progress = lambda what, done, total: None,
) -> pd.DataFrame:
    """Rank the transcripts (or passages) that nobody has coded as a whole, most worth coding first."""
    import numpy as np
    import pandas as pd

    from cfir_coder.coders.stretches import next_passages, next_texts, stretches_of, uncertainty

    read = read_study(path, progress=progress)
    decider = _as_taught(read)
    covered = {one.text_hash for one in read.looked if one.whole}
    every = [one for text in read.texts for one in stretches_of(decider, text, coded_from=WORTH_A_LOOK)]
    left = [one for one in every if one.text_hash not in covered and not _is_coded(one, read)]
    seen = np.array([one.sense for one in every if _is_coded(one, read)]).reshape(-1, 384)
    documents = {one.hash: one.document for one in read.transcripts}
    left.sort(key=lambda one: documents[one.text_hash])
    if by == "passage":
        chosen = [left[index] for index in next_passages(left, seen, most=most, surest_first=surest_first)]
        rows = [
            {**_place(one, read), "likeliest": one.code, "confidence": round(one.confidence, 3),
             "uncertainty": round(uncertainty(one), 3), "quote": _quote(one, read)}
            for one in chosen
        ]  # fmt: skip
        names = ["document", "speaker", "start", "end", "likeliest", "confidence", "uncertainty", "quote"]
        return pd.DataFrame(rows, columns=names)
    ranked = [
        {"document": documents[one.text_hash], "passages": one.n_passages, "uncertainty": round(one.uncertainty, 3),
         "unlike_seen": round(one.unlike_seen, 3), "confidence": round(one.confidence, 3)}
        for one in next_texts(left, seen, most=most, surest_first=surest_first)
    ]  # fmt: skip
    return pd.DataFrame(ranked, columns=["document", "passages", "uncertainty", "unlike_seen", "confidence"])


def passages_like(
    path: Path,
    wanted: Sequence[str],
    *,
    most: int = 20,
    progress: Progress = lambda what, done, total: None,
) -> pd.DataFrame:
    """Rank passages by how like they are to one to three quotes, or codings by id.

    A quote that stands in a transcript is read where it stands; any other is read alone. The marked passages themselves
    are left out.
    Raises UsageError for none or more than three.
    """
    import numpy as np
    import pandas as pd

    from cfir_coder.coders.stretches import likeness, stretches_of, unit

    if not 1 <= len(wanted) <= MOST_LIKE or not all(each.strip() for each in wanted):
        raise UsageError(f"give one to {MOST_LIKE} quotes or ids of codings.")
    read = read_study(path, progress=progress)
    heads = read.decider.heads
    marked = [_find(each, read) for each in wanted]
    vectors = np.array([_vector(each, place, read) for each, place in zip(wanted, marked, strict=True)])
    features = heads.features(vectors)
    every = [one for text in read.texts for one in stretches_of(read.decider, text, coded_from=0)]
    others = [one for one in every if not any(place and _overlap(one, place) for place in marked)]
    scores = likeness(others, heads.senses(features), unit(features)) if others else np.zeros(0)
    order = sorted(range(len(others)), key=lambda index: (-float(scores[index]), index))[:most]
    rows = [
        {"score": round(float(scores[index]), 3), **_place(others[index], read),
         "coded": _codes_at(others[index], read), "quote": _quote(others[index], read)}
        for index in order
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["score", "document", "speaker", "start", "end", "coded", "quote"])


def _as_taught(read: ReadStudy) -> Decider:
    from cfir_coder.coders.learned_file import apply_learned

    return apply_learned(read.decider, read.encoder, read.learned)[0]


def _find(wanted: str, read: ReadStudy) -> tuple[str, int, int] | None:
    """Text and span of a coding's id, or of the first place where a quote stands, white space aside."""
    for coding in read.codings:
        if coding.id == wanted:
            return coding.text_hash, coding.start, coding.end
    if re.fullmatch(r"[0-9a-f]{12}", wanted):
        raise UsageError(f"no coding of this study has the id {wanted}. See codings.csv, or give a quote.")
    pattern = re.compile(r"\s+".join(map(re.escape, wanted.split())), re.IGNORECASE)
    for transcript in read.transcripts:
        match = pattern.search(transcript.text)
        if match:
            return transcript.hash, match.start(), match.end()
    return None


def _vector(wanted: str, place: tuple[str, int, int] | None, read: ReadStudy) -> Floats:
    """The vector of a passage where it stands, or of a text by itself."""
    import numpy as np

    from cfir_coder.coders.encoder import Passage
    from cfir_coder.coders.learned_examples import sentences_in
    from cfir_coder.coders.meaning import pooled

    if place is not None:
        text = next(one for one in read.texts if one.text_hash == place[0])
        for turn in text.turns():
            inside = sentences_in(place[1:], turn.sentences)
            if inside:
                whole: Floats = pooled(turn.vectors, turn.lengths, [(inside[0], inside[-1] + 1)])[0]
                return whole
    reading = read.encoder.read([Passage("", wanted, ((0, len(wanted)),))])[0]
    vector: Floats = np.asarray(reading.vectors[0], np.float32)
    return vector


def _overlap(one: Meant, place: tuple[str, int, int]) -> bool:
    return one.text_hash == place[0] and one.start < place[2] and place[1] < one.end


def _is_coded(one: Meant, read: ReadStudy) -> bool:
    return any(
        _overlap(one, (coding.text_hash, coding.start, coding.end))
        for looked in read.looked
        if looked.text_hash == one.text_hash
        for coding in (*looked.codings, *looked.refused)
    )


def _codes_at(one: Meant, read: ReadStudy) -> str:
    """What people coded there."""
    codes = {
        coding.code
        for looked in read.looked
        if looked.coder != DECIDED
        for coding in looked.codings
        if _overlap(one, (coding.text_hash, coding.start, coding.end))
    }
    return ", ".join(sorted(codes))


def _place(one: Meant, read: ReadStudy) -> Mapping[str, object]:
    transcript = next(each for each in read.transcripts if each.hash == one.text_hash)
    speaker = transcript.turns[one.turn].speaker
    return {"document": transcript.document, "speaker": speaker, "start": one.start, "end": one.end}


def _quote(one: Meant, read: ReadStudy) -> str:
    return next(each for each in read.transcripts if each.hash == one.text_hash).text[one.start : one.end]
