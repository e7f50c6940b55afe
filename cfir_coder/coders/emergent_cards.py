"""Chunks that mean alike as a candidate theme: a name in the participants' words, terms, quotes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cfir_coder.coders.emergent_chunks import Chunk
from cfir_coder.coders.emergent_marks import Conversation, Hit, Marks, read_marks
from cfir_coder.coders.emergent_names import name_theme
from cfir_coder.coders.emergent_passages import EXEMPLARS, KEY, passages, terms
from cfir_coder.coders.emergent_scores import log_odds
from cfir_coder.coders.emergent_stretches import Stretch
from cfir_coder.coders.emergent_words import content_form, is_background, nouns_of
from cfir_coder.model.codebook import INDUCTIVE
from cfir_coder.model.theme import CandidateTheme, MeaningParts, NearCode, ThemePassage
from cfir_coder.text import slug

MOST_KEYS = 12
"""Words that may stand for a theme in its name."""
LONGEST_QUOTE = 400
"""Characters of a quote that is gladly read."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Chunks that make one theme, in order of document and place. central: cosine of each with their mean.

    near: the likeliest codes. stability: 0-1, None when it can't be told.
    """

    chunks: tuple[Chunk, ...]
    central: tuple[float, ...]
    near: tuple[NearCode, ...]
    parts: MeaningParts
    stability: float | None


class Words:
    """What is said in all of a study, to tell what is said more in one theme than elsewhere."""

    def __init__(self, conversations: Sequence[Conversation]) -> None:
        self.marks: Marks = read_marks(conversations)
        self.nouns = nouns_of(answer.spoken.tokens.forms for answer in self.marks.answers)
        self._answers = {
            (answer.conversation.transcript.hash, answer.spoken.turn.index): number
            for number, answer in enumerate(self.marks.answers)
        }

    def stretches(self, gathered: Gathered) -> list[Stretch]:
        """The chunks with the words that are said more in them than elsewhere.

        A hit weighs what its word's log-odds are; a stretch weighs how central its chunk is.
        """
        keys = self._keys(gathered.chunks)
        found = []
        for chunk, central in zip(gathered.chunks, gathered.central, strict=True):
            number = self._answers[chunk.transcript.hash, chunk.spoken.turn.index]
            forms = chunk.spoken.tokens.forms
            hits = tuple(
                Hit(number, token, token + 1, word, keys[word], True)
                for token in chunk.tokens
                if (word := content_form(forms[token])) in keys
            )
            found.append(Stretch(number, chunk.first, chunk.end - 1, hits, central))
        return found

    def _keys(self, chunks: Sequence[Chunk]) -> dict[str, float]:
        """The words that mark the chunks most, with log-odds; two voices' and uncommon ones if there are any."""
        inside: Counter[str] = Counter()
        voices: dict[str, set[str]] = defaultdict(set)
        for chunk in chunks:
            for form in chunk.forms:
                if (word := content_form(form)) and word not in self.marks.names:
                    inside[word] += 1
                    voices[word].add(chunk.voice)
        n_inside, n_all = inside.total(), self.marks.content.total()
        scores = {
            word: log_odds(count, max(0, self.marks.content[word] - count), n_inside, max(0, n_all - n_inside))
            for word, count in inside.items()
        }
        telling = [word for word in scores if not is_background(word)] or list(scores)
        shared = [word for word in telling if scores[word] >= KEY and len(voices[word]) > 1]
        chosen = sorted(shared or telling, key=lambda word: (-scores[word] * len(voices[word]), word))
        return {word: max(scores[word], 0.01) for word in chosen[:MOST_KEYS]}


def cards(
    words: Words, found: Sequence[Gathered], sites: Mapping[str, str], settled: Container[str]
) -> tuple[CandidateTheme, ...]:
    """The themes in the order given. Neither a name nor an id depends on that order; settled ids aren't told."""
    told: dict[int, CandidateTheme] = {}
    names: set[str] = set()
    ids: set[str] = set()
    for place in sorted(range(len(found)), key=lambda place: _places(found[place])):
        gathered = found[place]
        stretches = words.stretches(gathered)
        if not any(stretch.hits for stretch in stretches):
            continue  # nothing but grammar and names
        name = name_theme(words.marks, stretches, words.nouns, names)
        identity = f"{INDUCTIVE}.{slug(name) or 'theme'}"
        if identity in ids:
            identity += f"_{sha256(repr(_places(gathered)).encode()).hexdigest()[:6]}"
        names.add(name)
        ids.add(identity)
        if identity not in settled:
            quoted = passages(words.marks, stretches, sites)
            told[place] = CandidateTheme(
                id=identity,
                name=name,
                terms=terms(words.marks, stretches),
                passages=quoted,
                exemplars=exemplars(gathered, quoted),
                nearest=gathered.near[0].code if gathered.near else "",
                near=gathered.near,
                score=gathered.parts.score,
                parts=gathered.parts,
                stability=gathered.stability,
            )
    return tuple(told[place] for place in sorted(told))


def exemplars(gathered: Gathered, quoted: Sequence[ThemePassage]) -> tuple[ThemePassage, ...]:
    """The most central passages, of different voices as long as there are any; very long ones last."""

    def rank(place: int) -> tuple[bool, float, int]:
        return len(quoted[place].quote) > LONGEST_QUOTE, -gathered.central[place], place

    order = sorted(range(len(quoted)), key=rank)
    first_of: dict[str, int] = {}
    for place in order:
        first_of.setdefault(gathered.chunks[place].voice, place)
    firsts = list(first_of.values())
    rest = [place for place in order if place not in firsts]
    return tuple(quoted[place] for place in (firsts + rest)[:EXEMPLARS])


def _places(gathered: Gathered) -> list[tuple[str, int]]:
    return [(chunk.transcript.hash, chunk.span[0]) for chunk in gathered.chunks]
