"""Who is who: by what is told, by label, by how they speak; whoever isn't clear stays unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from cfir_coder.model.transcript import Role, Speaker
from cfir_coder.readers.dialogue import Utterance
from cfir_coder.readers.labels import is_generic, is_participant_id, is_several, label_key, role_of_words
from cfir_coder.text import counted, first_few, word_count

_QUESTION_MARKS = "?？؟"
_MEND = "Name the interviewer with --interviewer LABEL, or the speakers in participants.csv."
_FEWEST_TURNS = 4
"""Behaviour is not judged in a conversation of fewer turns."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What one speaker does in a conversation.

    asks: share of turns with a question, 0-1. rate: questions in 100 words. words: in all.
    """

    label: str
    turns: int
    words: int
    asks: float
    rate: float
    speaks_first: bool

    @property
    def key(self) -> str:
        """The label without what doesn't distinguish it."""
        return label_key(self.label)


def find_voices(text: str, utterances: Sequence[Utterance]) -> list[Voice]:
    """Everybody who speaks, in order of first speech; a label is written as it first stands."""
    labels: dict[str, str] = {}
    spoken: dict[str, list[str]] = {}
    for utterance in utterances:
        if utterance.label is not None:
            key = label_key(utterance.label)
            labels.setdefault(key, utterance.label)
            spoken.setdefault(key, []).append(text[utterance.start : utterance.end])
    return [
        Voice(
            label=labels[key],
            turns=len(turns),
            words=(words := sum(word_count(turn) for turn in turns)),
            asks=sum(1 for count in questions if count) / len(turns),
            rate=100 * sum(questions) / max(1, words),
            speaks_first=index == 0,
        )
        for index, (key, turns) in enumerate(spoken.items())
        if (questions := [sum(turn.count(mark) for mark in _QUESTION_MARKS) for turn in turns])
    ]


Roles = dict[str, tuple[Role, str]]
"""Label key -> role and why."""


def assign_roles(
    voices: Sequence[Voice], *, interviewer: Sequence[str] = (), told: Mapping[str, Role] | None = None
) -> tuple[tuple[Speaker, ...], tuple[str, ...]]:
    """Give every voice a role with its reason; second, what a person should look at.

    interviewer: labels that the user names. told: roles by label key from a legend or header.
    """
    roles = _told_or_labelled(voices, {label_key(label) for label in interviewer}, told or {})
    _letters(voices, roles)
    _rest(voices, roles)
    speakers = tuple(
        Speaker(label=voice.label, role=roles[voice.key][0], reason=roles[voice.key][1]) for voice in voices
    )
    return speakers, tuple(_warnings(voices, roles))


def _told_or_labelled(voices: Sequence[Voice], interviewers: set[str], told: Mapping[str, Role]) -> Roles:
    roles: Roles = {}
    for voice in voices:
        if voice.key in interviewers:
            roles[voice.key] = (Role.INTERVIEWER, "told")
        elif voice.key in told:
            roles[voice.key] = (told[voice.key], "header")
        elif is_several(voice.label):
            roles[voice.key] = (Role.UNKNOWN, "several people at once")
        elif (role := role_of_words(voice.label)) is not None:
            reason = "label" if role is not Role.UNKNOWN else "the label names nobody"
            roles[voice.key] = (role, reason)
    return roles


def _letters(voices: Sequence[Voice], roles: Roles) -> None:
    """`Q` with `A`, `I` or `M` with others: the letter tells, unless its owner behaves otherwise."""
    keys = {voice.key for voice in voices}
    if {"q", "a"} <= keys:
        roles.setdefault("q", (Role.INTERVIEWER, "label"))
        roles.setdefault("a", (Role.PARTICIPANT, "label"))
    for voice in voices:
        stem = voice.key.rstrip("0123456789")
        others = [other for other in voices if other.key.rstrip("0123456789") != stem]
        if stem not in ("i", "q") or voice.key in roles or not others:
            continue
        if not _answers_rather(voice, others):
            roles[voice.key] = (Role.INTERVIEWER, "label")


def _answers_rather(voice: Voice, others: Sequence[Voice]) -> bool:
    """Whether a voice talks most and asks least: no interviewer does both."""
    rest = max(others, key=lambda other: other.words)
    return voice.words > 2 * rest.words and voice.asks < rest.asks


def _rest(voices: Sequence[Voice], roles: Roles) -> None:
    """Everybody whose label tells nothing."""
    open_voices = [voice for voice in voices if voice.key not in roles]
    if not open_voices:
        return
    interviewers = [voice for voice in voices if roles.get(voice.key, (None,))[0] is Role.INTERVIEWER]
    if not interviewers:
        _by_behaviour(voices, open_voices, roles)
        open_voices = [voice for voice in open_voices if voice.key not in roles]
        interviewers = [voice for voice in voices if roles.get(voice.key, (None,))[0] is Role.INTERVIEWER]
    for voice in open_voices:
        roles[voice.key] = _role_beside(voice, voices, interviewers, roles)


def _role_beside(
    voice: Voice, voices: Sequence[Voice], interviewers: Sequence[Voice], roles: Roles
) -> tuple[Role, str]:
    """A voice that its label doesn't tell, once the interviewer is or isn't known."""
    if is_generic(voice.label) and len(voices) > 2:
        return Role.UNKNOWN, "the label names nobody"
    if is_participant_id(voice.label) and (interviewers or len(voices) == 1):
        return Role.PARTICIPANT, "label"
    if not interviewers:
        if is_participant_id(voice.label) and not _asks_most(voice, voices):
            return Role.PARTICIPANT, "label"
        return Role.UNKNOWN, "who interviews isn't clear"
    if _is_like_an_interviewer(voice, interviewers, voices, roles):
        return Role.UNKNOWN, "asks like an interviewer"
    names = " and ".join(f'"{other.label}"' for other in interviewers)
    return Role.PARTICIPANT, f"{names} interviews"


def _asks_most(voice: Voice, voices: Sequence[Voice]) -> bool:
    return voice.asks > 0 and voice.asks == max(other.asks for other in voices)


def _is_like_an_interviewer(voice: Voice, interviewers: Sequence[Voice], voices: Sequence[Voice], roles: Roles) -> bool:
    """A second voice that mostly asks and says little, in a conversation where others answer."""
    if len(voices) <= len(interviewers) + 1 or voice.turns < 3:
        return False
    answering = [other for other in voices if other.key != voice.key and other not in interviewers]
    most = max(other.words for other in answering)
    return (
        voice.asks >= 0.5 and voice.asks >= 0.8 * max(other.asks for other in interviewers) and voice.words < 0.5 * most
    )


def _by_behaviour(voices: Sequence[Voice], open_voices: Sequence[Voice], roles: Roles) -> None:
    """Find who interviews among voices whose labels tell nothing; leaves `roles` alone when unsure."""
    if sum(voice.turns for voice in voices) < _FEWEST_TURNS:
        return
    candidates = [
        voice
        for voice in open_voices
        if not (is_participant_id(voice.label) and len(open_voices) > 1 and _mixed(open_voices))
    ]
    found = [
        (voice, signs)
        for voice in candidates
        if (signs := _signs_of_interviewing(voice, [other for other in voices if other is not voice]))
    ]
    if len(found) == 1:
        voice, signs = found[0]
        roles[voice.key] = (Role.INTERVIEWER, signs)
        return
    _hosts_of_one_guest(voices, open_voices, roles)


def _mixed(voices: Sequence[Voice]) -> bool:
    """Whether some labels are participants' ids and others aren't, so that no id interviews."""
    ids = sum(1 for voice in voices if is_participant_id(voice.label))
    return 0 < ids < len(voices)


def _signs_of_interviewing(voice: Voice, others: Sequence[Voice]) -> str:
    """Why a voice is the interviewer; empty when it asks no more than the rest or has no second sign."""
    if not others or voice.asks < 0.2 or voice.turns < 2:
        return ""
    main = [other for other in others if other.words >= 0.05 * sum(each.words for each in others)]
    if any(voice.asks < other.asks + 0.15 and voice.rate < 3 * other.rate for other in main):
        return ""
    length = voice.words / voice.turns
    is_short = length <= 0.67 * median(other.words / other.turns for other in main)
    signs = [f"asks in {voice.asks:.0%} of turns"]
    signs += ["speaks first"] if voice.speaks_first else []
    signs += ["short turns"] if is_short else []
    if len(signs) < 2 and voice.asks >= 0.6 and voice.turns >= 3 and all(other.asks <= 0.2 for other in main):
        signs.append("nobody else does")
    return ", ".join(signs) if len(signs) > 1 else ""


def _hosts_of_one_guest(voices: Sequence[Voice], open_voices: Sequence[Voice], roles: Roles) -> None:
    """One voice tells most of it, the others ask clearly more: they are the interviewers."""
    guest = max(voices, key=lambda voice: voice.words)
    hosts = [voice for voice in voices if voice is not guest]
    words = sum(voice.words for voice in voices)
    if len(hosts) < 2 or guest.words < 0.5 * words or guest not in open_voices:
        return
    asking = [host for host in hosts if host.turns >= 3]
    if all(host.rate >= 2 * guest.rate and host.asks >= 0.2 for host in asking):
        for host in asking:
            roles.setdefault(host.key, (Role.INTERVIEWER, f"asks in {host.asks:.0%} of turns, short turns"))


def _warnings(voices: Sequence[Voice], roles: Roles) -> Iterable[str]:
    unknown = [voice for voice in voices if roles[voice.key][0] is Role.UNKNOWN]
    by_reason: dict[str, list[Voice]] = {}
    for voice in unknown:
        by_reason.setdefault(roles[voice.key][1], []).append(voice)
    for reason, those in by_reason.items():
        names = first_few([f'"{voice.label}"' for voice in those], 6)
        turns = sum(voice.turns for voice in those)
        yield f"{names}: {reason}; {counted(turns, 'turn')} not coded. {_MEND}"
