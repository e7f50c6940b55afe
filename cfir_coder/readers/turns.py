"""From a text to who speaks where: the labels of the file's convention, or paragraphs when there are none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cfir_coder.model.transcript import Kind, Role, merge_spans
from cfir_coder.readers.conventions import Marking, find_marks, timed_lines
from cfir_coder.readers.dialogue import Draft, Header, Mark, Utterance, refuse_endless, trimmed, utterances_between
from cfir_coder.readers.header import read_header
from cfir_coder.readers.labels import label_key
from cfir_coder.readers.notes import spans_not_speech

_PARAGRAPH = re.compile(r"\S.*?(?=\n[ \t]*\n|\Z)", re.DOTALL)
_SENTENCE_END = re.compile(r"[.?!…][\"”’)]*$")
_SHORTEST_PREFACE = 200
"""Characters of a paragraph above the first question that make questions and answers an article."""

SHORTEST_CHUNK, LONGEST_CHUNK = 400, 1500
"""Characters: lines without speakers are joined until a sentence ends after the first, or to the second."""


def with_utterances(draft: Draft) -> Draft:
    """Find who speaks where, unless the format has told, and what in it nobody said."""
    if draft.utterances is None:
        draft = _from_text(draft)
    return replace(draft, utterances=tuple(_with_notes(draft.text, utterance) for utterance in draft.utterances or ()))


def _from_text(draft: Draft) -> Draft:
    refuse_endless(draft.text)
    text, header = draft.text, read_header(draft.text)
    header = replace(header, attributes={**draft.header.attributes, **header.attributes})
    marking = find_marks(text, header)
    if marking is not None:
        utterances = utterances_between(text, marking.marks, len(text))
        if _runs_on(marking):
            utterances = _joined(text, utterances)
        preface = _preface(text, header, marking.marks[0].line)
        if is_question_and_answer(utterances, header, preface, is_page=draft.is_page):
            return _as_document(draft, header, preface, utterances)
        return replace(draft, header=header, utterances=tuple(utterances), convention=marking.convention)
    timed = timed_lines(text, header)
    if timed:
        return replace(
            draft, header=header, utterances=tuple(_chunks(text, timed)), convention="times without speakers"
        )
    return replace(draft, header=header, utterances=tuple(_paragraphs(text, header)), convention="no speakers")


def _paragraphs(text: str, header: Header) -> list[Utterance]:
    return [Utterance(None, *trimmed(text, *match.span())) for match in _PARAGRAPH.finditer(text, header.end)]


def _preface(text: str, header: Header, end: int) -> list[Utterance]:
    """The paragraphs between the header and the first label."""
    spans = (trimmed(text, *match.span()) for match in _PARAGRAPH.finditer(text, header.end, end))
    return [Utterance(None, start, stop) for start, stop in spans]


def is_question_and_answer(
    utterances: Sequence[Utterance], header: Header, preface: Sequence[Utterance], *, is_page: bool
) -> bool:
    """Whether questions and answers are a text made to be read, not an interview.

    So it is on a web page, or below a preface of prose, unless the header tells of a participant.
    """
    keys = {label_key(utterance.label) for utterance in utterances if utterance.label}
    if keys not in ({"q", "a"}, {"question", "answer"}) or "participant" in header.attributes:
        return False
    prose = max((utterance.end - utterance.start for utterance in preface), default=0)
    return is_page or prose >= _SHORTEST_PREFACE


def _as_document(draft: Draft, header: Header, preface: Sequence[Utterance], utterances: Sequence[Utterance]) -> Draft:
    """Preface and answers are the document's text; questions stay apart, as context."""
    told = [
        replace(each, label=None) if label_key(each.label or "") in ("a", "answer") else each for each in utterances
    ]
    asked = {"q": Role.INTERVIEWER, "question": Role.INTERVIEWER}
    return replace(
        draft,
        header=replace(header, roles={**header.roles, **asked}),
        utterances=(*preface, *told),
        convention="questions and answers",
        kind=Kind.DOCUMENT,
        warnings=(*draft.warnings, "Questions and answers made to be read: a document, not an interview."),
    )


def _runs_on(marking: Marking) -> bool:
    """Whether every line is a cue with a time range, so that one speaker's lines belong together."""
    return all(mark.end_ms is not None for mark in marking.marks)


def _joined(text: str, utterances: Sequence[Utterance]) -> list[Utterance]:
    """Join a speaker's consecutive cues; what stands between them is no speech."""
    joined: list[Utterance] = []
    for utterance in utterances:
        before = joined[-1] if joined else None
        if before and before.label and utterance.label and label_key(before.label) == label_key(utterance.label):
            gap = (before.end, utterance.start)
            joined[-1] = replace(
                before, end=utterance.end, end_ms=utterance.end_ms, not_speech=(*before.not_speech, gap)
            )
        else:
            joined.append(utterance)
    return joined


def _chunks(text: str, marks: Sequence[Mark]) -> list[Utterance]:
    """Join timed lines into stretches that end with a sentence; the times between them are no speech."""
    chunks: list[Utterance] = []
    is_open = False
    for utterance in utterances_between(text, marks, len(text)):
        if is_open:
            before = chunks[-1]
            gaps = (*before.not_speech, (before.end, utterance.start))
            chunks[-1] = replace(before, end=utterance.end, end_ms=utterance.end_ms, not_speech=gaps)
        else:
            chunks.append(utterance)
        length = chunks[-1].end - chunks[-1].start
        ends = _SENTENCE_END.search(text, max(0, utterance.end - 4), utterance.end) is not None
        is_open = not (length >= LONGEST_CHUNK or (length >= SHORTEST_CHUNK and ends))
    return chunks


def _with_notes(text: str, utterance: Utterance) -> Utterance:
    spans = merge_spans([*utterance.not_speech, *spans_not_speech(text, utterance.start, utterance.end)])
    return replace(utterance, not_speech=tuple(spans))
