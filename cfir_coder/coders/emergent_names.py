"""What participants themselves would call a theme."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from cfir_coder.coders.emergent_marks import Answer, Hit, Marks
from cfir_coder.coders.emergent_stretches import Stretch
from cfir_coder.coders.emergent_words import content_form, is_background

_VAGUE = frozenset("people person thing things stuff guy guys folks man men woman time day year lot way".split())
"""Words that end no name."""
LONGEST_NAME = 4
"""Words of a name."""
_GOES_ON = frozenset({"one", "ones", "of", "'s"})
"""Words before which a phrase isn't over."""
_LINKS = frozenset("of at in on by to for from about with the a an my our your his her their own no not other".split())
"""Words without content that may stand inside a phrase."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that could name a theme: as they were said, by whom, around which mark."""

    words: str
    length: int
    voice: str
    hit: Hit
    ends_in_noun: bool
    others: frozenset[str]


def name_theme(marks: Marks, found: Sequence[Stretch], nouns: frozenset[str], taken: Container[str] = ()) -> str:
    """The phrase of two to four words, as it was said, that says what most voices say of the theme.

    A phrase stays inside a clause, begins and ends with a mark or a word of content, and takes a compound whole.
    Of those around a mark that at least half as many voices use as the strongest: what most voices say; then what
    ends in a noun, what is around the strongest mark, the shorter, what holds more of the theme's other words.
    Around a plain mark a phrase must come up twice. Without any phrase, the form of the strongest mark that is said
    most. A name that is taken is passed over.
    """
    voices = _voices(marks, found)
    phrases = [phrase for stretch in found for phrase in _phrases(marks, stretch, nouns)]
    often = Counter(phrase.words for phrase in phrases)
    phrases = [one for one in phrases if one.words not in taken and (one.hit.is_kindred or often[one.words] > 1)]
    if not phrases:
        return _strongest_word(marks, found, voices)
    said: dict[str, set[str]] = defaultdict(set)
    for phrase in phrases:
        said[phrase.words].add(phrase.voice)
    strongest = max(len(voices[each.hit.word]) * each.hit.weight for each in phrases)

    def rank(phrase: _Phrase) -> tuple[float | str, ...]:
        strength = len(voices[phrase.hit.word]) * phrase.hit.weight
        return (
            strength * 2 < strongest,
            -len(said[phrase.words]),
            not phrase.ends_in_noun,
            -strength,
            phrase.length,
            -sum(len(voices[word]) for word in phrase.others),
            phrase.words,
        )

    return min(phrases, key=rank).words


def _voices(marks: Marks, found: Sequence[Stretch]) -> dict[str, set[str]]:
    """Who says each content word and mark of the stretches."""
    voices: dict[str, set[str]] = defaultdict(set)
    for stretch in found:
        answer = marks.answers[stretch.answer]
        for token in answer.tokens_of(stretch.first, stretch.last):
            if word := content_form(answer.spoken.tokens.forms[token]):
                voices[word].add(answer.voice)
        for hit in stretch.hits:
            voices[hit.word].add(answer.voice)
    return voices


def _strongest_word(marks: Marks, found: Sequence[Stretch], voices: dict[str, set[str]]) -> str:
    hits = [(hit, marks.answers[stretch.answer]) for stretch in found for hit in stretch.hits]
    strongest, _ = min(hits, key=lambda one: (-len(voices[one[0].word]) * one[0].weight, one[0].word))
    forms = Counter(answer.as_said(hit.token, hit.end).lower() for hit, answer in hits if hit.word == strongest.word)
    return most_said(forms)


def _phrases(marks: Marks, stretch: Stretch, nouns: frozenset[str]) -> Iterator[_Phrase]:
    """Every phrase around a mark of the stretch that could name the theme."""
    answer, names = marks.answers[stretch.answer], marks.names
    tokens = answer.spoken.tokens
    for hit in stretch.hits:
        low, high = next((one, other) for one, other in tokens.clauses if one <= hit.token < other)
        for first in range(max(low, hit.end - LONGEST_NAME), hit.token + 1):
            for end in range(max(hit.end, first + 2), min(high, first + LONGEST_NAME) + 1):
                forms = tokens.forms[first:end]
                if _is_readable(tokens.forms, first, end, hit, nouns, names):
                    others = {word for form in forms if (word := content_form(form)) and not is_background(word)}
                    yield _Phrase(
                        words=_as_said(answer, first, end),
                        length=len(forms),
                        voice=answer.voice,
                        hit=hit,
                        ends_in_noun=forms[-1] in nouns or hit.end - hit.token > 1,
                        others=frozenset(others - {hit.word}),
                    )


def _is_readable(
    forms: Sequence[str], first: int, end: int, hit: Hit, nouns: frozenset[str], names: frozenset[str]
) -> bool:
    inside = forms[first:end]
    if not all(form.isalpha() or form[0] == "'" or form == "n't" for form in inside) or not inside[0].isalpha():
        return False
    around = (*forms[first : hit.token], *forms[hit.end : end])
    if not all((content_form(form) and content_form(form) not in names) or form in _LINKS for form in around):
        return False
    opening, closing = forms[first], forms[end - 1]
    if first < hit.token and (not content_form(opening) or is_background(opening)):
        return False
    if end > hit.end and (closing not in nouns or closing in _VAGUE):
        return False
    return end == len(forms) or not (content_form(forms[end]) or forms[end] in _GOES_ON)


def _as_said(answer: Answer, first: int, end: int) -> str:
    """The words as they stand in the text, a sentence's capital taken away."""
    phrase, tokens = answer.as_said(first, end), answer.spoken.tokens
    opens = any(first == begin for begin, _ in tokens.sentences)
    return phrase[:1].lower() + phrase[1:] if opens and tokens.forms[first] != "i" else phrase


def most_said(forms: Counter[str]) -> str:
    """The most frequent form, the first of the alphabet among equals."""
    return min(forms, key=lambda form: (-forms[form], form))
