"""A dialogue rendered in each convention comes back turn by turn (docs/transcripts.md lists them)."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cfir_coder.readers.dialogue import Draft
from cfir_coder.readers.labels import label_key
from cfir_coder.readers.reading import READERS
from cfir_coder.readers.turns import with_utterances

Said = tuple[str, str, int]
"""Label, speech, start in seconds."""

SPEECH = st.sampled_from(
    [
        "How did you come to work here?",
        "Well. I started in 2013, at 10:30 in the morning, and stayed.",
        "See https://example.org/a:b for more, or ask at the desk.",
        "They said 3:1 was the ratio. We had 5:2.",
        "Naïve, “perhaps” – but it’s true 😀 for the café.",
        "It depends: some days it is fine, on others it isn't.",
        "Yes.",
        "Because nobody [inaudible 00:12:41] told us what the rule was.",
        "Mm-hmm. So I'm a nurse, and (laughs) I like it.",
        "one two three four five six seven eight nine ten",
        "P07 said so: nobody came.",
        "Qu'est-ce que c'est ? C'est la vie.",
    ]
)
ROLES = [
    ("Interviewer", "P07"),
    ("INT", "RESP"),
    ("Interviewer 2", "Participant"),
    ("MODERATOR", "PARTICIPANT 12"),
]
NAMES = [
    ("Anna Berg", "Jean-Luc Picard"),
    ("Dr. Smith", "Ann O'Neil"),
    ("Zoë", "Kim"),
    ("Justice Wagner", "Maria"),
]
LETTERS = [("Q", "A"), ("I", "R"), ("I", "K"), ("DB", "AC")]


def dialogues(labels: list[tuple[str, str]]) -> st.SearchStrategy[list[Said]]:
    """Two who take turns, eight times or more."""

    def said(pair: tuple[str, str], speeches: list[str]) -> list[Said]:
        return [(pair[index % 2], speech, 7 * index + 3) for index, speech in enumerate(speeches)]

    return st.builds(said, st.sampled_from(labels), st.lists(SPEECH, min_size=8, max_size=14))


def clock(seconds: int, *, hours: bool = True) -> str:
    minutes, second = divmod(seconds, 60)
    return f"00:{minutes:02}:{second:02}" if hours else f"{minutes}:{second:02}"


def each(template: str, *, between: str = "\n\n", hours: bool = True) -> Callable[[list[Said]], str]:
    def render(said: list[Said]) -> str:
        return between.join(
            template.format(label=label, speech=speech, time=clock(seconds, hours=hours))
            for label, speech, seconds in said
        )

    return render


def read(text: str, suffix: str = ".txt") -> Draft:
    return with_utterances(READERS[suffix](text.encode("utf-8")))


def heard(draft: Draft) -> list[tuple[str, str]]:
    return [(each.label or "", draft.text[each.start : each.end]) for each in draft.utterances or ()]


ALL = ROLES + NAMES + LETTERS

WRITTEN = {
    "label and colon": (each("{label}: {speech}"), ALL),
    "label and colon, line by line": (each("{label}: {speech}", between="\n"), ALL),
    "label and colon without a space": (each("{label}:{speech}"), ROLES),
    "name, colon, tab": (each("{label}:\t{speech}"), ALL),
    "spaces before the colon": (each("{label}  : {speech}"), ALL),
    "label alone with its colon": (each("{label}:\n{speech}"), ALL),
    "label alone, bold": (each("**{label}**\n\n{speech}"), ROLES + NAMES),
    "label alone on its line": (each("{label}\n{speech}"), ROLES),
    "Markdown bold": (each("**{label}:** {speech}"), ALL),
    "Markdown bold, colon outside": (each("**{label}**: {speech}"), ALL),
    "paragraph numbers": (each("12    {label}: {speech}"), ALL),
    "brackets around the label": (each("[{label}]: {speech}"), ALL),
}

TIMED = {
    "time before": (each("[{time}] {label}: {speech}"), ALL, ".txt"),
    "time before, bare": (each("{time} {label}: {speech}"), ALL, ".txt"),
    "time before, label alone": (each("{time} {label}: \n{speech}\n"), ALL, ".txt"),
    "Rev": (each("{label} ({time}): {speech}"), ALL, ".txt"),
    "Rev, text below": (each("{label} ({time}):\n{speech}", hours=False), ALL, ".txt"),
    "time behind": (each("{label}: [{time}] {speech}"), ALL, ".txt"),
    "label and time in brackets": (each("[{label}] [{time}] {speech}"), ROLES + NAMES, ".txt"),
    "Otter": (each("{label}  {time}\n{speech}", hours=False), ROLES + NAMES, ".txt"),
    "Otter, one space": (each("{label} {time}\n{speech}", hours=False), ROLES + NAMES, ".txt"),
    "Otter, Markdown": (each("**{label}**  {time}  \n{speech}", hours=False), ROLES + NAMES, ".md"),
    "Zoom's saved text": (each("{label}\n{time}\n{speech}"), ROLES + NAMES, ".txt"),
    "time and name": (each("{time} {label}\n{speech}"), ROLES + NAMES, ".txt"),
}

quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("name", WRITTEN)
@quick
@given(data=st.data())
def test_a_written_dialogue_comes_back(name, data):
    render, labels = WRITTEN[name]
    said = data.draw(dialogues(labels))

    assert [(label, speech) for label, speech, _ in said] == heard(read(render(said)))


@pytest.mark.parametrize("name", TIMED)
@quick
@given(data=st.data())
def test_a_timed_dialogue_comes_back_with_its_times(name, data):
    render, labels, suffix = TIMED[name]
    said = data.draw(dialogues(labels))
    draft = read(render(said), suffix)

    assert [(label, speech) for label, speech, _ in said] == heard(draft)
    assert [1000 * seconds for _, _, seconds in said] == [each.start_ms for each in draft.utterances or ()]


def vtt_stamp(seconds: int) -> str:
    return f"{clock(seconds)}.000 --> {clock(seconds + 5)}.500"


def as_vtt(cue: str, identifier: str = "") -> Callable[[list[Said]], str]:
    def render(said: list[Said]) -> str:
        cues = [
            identifier.format(number=number, label=label)
            + vtt_stamp(seconds)
            + "\n"
            + cue.format(label=label, speech=speech)
            for number, (label, speech, seconds) in enumerate(said, 1)
        ]
        return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"

    return render


def as_srt(said: list[Said]) -> str:
    return "\n\n".join(
        f"{number}\n{vtt_stamp(seconds).replace('.', ',')}\n{label}: {speech}"
        for number, (label, speech, seconds) in enumerate(said, 1)
    )


def as_csv(said: list[Said]) -> str:
    rows = [f'{clock(seconds)},{label},"{speech}"' for label, speech, seconds in said]
    return "\n".join(["timestamp,speaker,words", *rows])


CUES = {
    "Zoom": (as_vtt("{label}: {speech}", "{number}\n"), ".vtt"),
    "Teams": (as_vtt("<v {label}>{speech}</v>", "5893c03c-0e4d-4e92-92a2-65899b901e6a/{number}-0\n"), ".vtt"),
    "voice tags, unclosed": (as_vtt("<v {label}>{speech}"), ".vtt"),
    "Webex": (as_vtt("{speech}", '{number} "{label}" (1262511360)\n'), ".vtt"),
    "SubRip with labels": (as_srt, ".srt"),
    "table": (as_csv, ".csv"),
}


@pytest.mark.parametrize("name", CUES)
@quick
@given(said=dialogues(ROLES + NAMES))
def test_a_dialogue_in_cues_comes_back_with_its_times(name, said):
    render, suffix = CUES[name]
    draft = read(render(said), suffix)

    assert [(label, speech) for label, speech, _ in said] == heard(draft)
    assert [1000 * seconds for _, _, seconds in said] == [each.start_ms for each in draft.utterances or ()]


@quick
@given(said=dialogues(ROLES))
def test_chevrons_come_back_without_names(said):
    draft = read("\n".join(f">> {speech}" for _, speech, _ in said))

    assert [(">>", speech) for _, speech, _ in said] == heard(draft)


@quick
@given(said=dialogues(NAMES))
def test_whisper_lines_of_one_speaker_are_one_turn_with_the_stamps_apart(said):
    lines = []
    for label, speech, seconds in said:
        first, second = (
            f"{clock(seconds)}.000 --> {clock(seconds + 2)}.000",
            f"{clock(seconds + 2)}.000 --> {clock(seconds + 4)}.000",
        )
        lines += [f"[{first}] {label}: {speech}", f"[{second}] {label}: And so on."]
    draft = read("\n".join(lines))

    spoken = []
    for each in draft.utterances or ():
        speech = draft.text[each.start : each.end]
        gap = next((start, end) for start, end in each.not_speech if "-->" in draft.text[start:end])
        spoken.append((each.label, speech[: gap[0] - each.start], speech[gap[1] - each.start :]))
    assert [(label, speech, "And so on.") for label, speech, _ in said] == spoken


@quick
@given(said=dialogues(ALL))
def test_every_turn_lies_in_the_text_in_order_and_none_overlap(said):
    draft = read("Title: Something\nSite: Court 1\n\n" + each("{label}: {speech}")(said))

    spans = [(each.start, each.end) for each in draft.utterances or ()]
    assert spans == sorted(spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert {label_key(label) for label, _, _ in said} == {
        label_key(each.label or "") for each in draft.utterances or ()
    }
