"""Tokens, sentences and clauses: the only file that makes spaCy work.

The default pipeline is blank English with sentence rules of our own, so that nothing needs to be downloaded.
A spaCy model that the user has installed adds its lemmas and its sentence boundaries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from cfir_coder.coders.segments import clause_starts, ranges, sentence_starts
from cfir_coder.coders.word_forms import hyphen_variants, phrase_forms
from cfir_coder.errors import UsageError
from cfir_coder.model.cue import Term
from cfir_coder.model.transcript import Span, Transcript, Turn

if TYPE_CHECKING:
    from spacy.tokens import Doc

TermHit = tuple[int, int, str]
"""First token, end token, key of the terms."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words and punctuation of a text, without white space.

    forms: lower-case, typographic apostrophes straightened. starts, ends: code points of the text.
    sentences, clauses: token ranges that cover every token; a clause lies inside one sentence.
    """

    forms: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[tuple[int, int]]
    clauses: list[tuple[int, int]]
    doc: Doc | None

    def without_doc(self) -> Tokens:
        """The same without spaCy's Doc, which takes most of the memory and serves matchers only."""
        return replace(self, doc=None)


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """A turn that may be coded, tokenised once for every coder; tokens are relative to `turn.start`."""

    turn: Turn
    text: str
    tokens: Tokens

    def span(self, first: int, end: int) -> Span:
        """Where the tokens `first <= x < end` stand in the canonical text."""
        return self.turn.start + self.tokens.starts[first], self.turn.start + self.tokens.ends[end - 1]


class Language:
    """English, as spaCy tokenises it.

    model: name of an installed spaCy model, or None for the blank pipeline.
    Raises UsageError when no model of that name is installed.
    """

    def __init__(self, model: str | None = None) -> None:
        import spacy

        if model is None:
            self._nlp = spacy.blank("en")
            self.make_doc: Callable[[str], Doc] = self._nlp.make_doc
        else:
            try:
                self._nlp = spacy.load(model, exclude=["ner"])
            except OSError as error:
                raise UsageError(
                    f'spaCy model "{model}" is not installed. Install it, or leave the option out.'
                ) from error
            self.make_doc = self._nlp
        self._has_model = model is not None

    def tokens(self, text: str) -> Tokens:
        """Split a text into tokens, sentences and clauses."""
        doc = self._doc(text)
        places = doc.to_array(["IDX", "LENGTH"])
        starts: list[int] = doc.user_data["starts"] if doc.user_data else places[:, 0].tolist()
        ends = [start + length for start, length in zip(starts, places[:, 1].tolist(), strict=True)]
        forms = _lower_slices(text.replace("’", "'"), starts, ends)
        if self._has_model and doc.has_annotation("SENT_START"):
            firsts = [span.start for span in doc.sents]
        else:
            firsts = sentence_starts(text, forms, starts, ends)
        sentences = ranges(firsts, len(forms))
        return Tokens(forms, starts, ends, sentences, ranges(clause_starts(forms, firsts), len(forms)), doc)

    def words(self, phrase: str) -> list[str]:
        """Split the words of a term as `tokens` splits speech: lower-case forms, without their places."""
        phrase = phrase.replace("’", "'")
        words = phrase.split(" ")
        tokenizer: Any = self._nlp.tokenizer
        if all(word.isalpha() and word not in tokenizer.rules for word in words):
            return [word.lower() for word in words]  # what the tokenizer would say, without asking it
        return [token.lower_ for token in tokenizer(phrase) if not token.is_space]

    def matcher(self, terms: Mapping[str, Iterable[Term]]) -> TermMatcher:
        """Compile terms, grouped under keys, to one spaCy matcher."""
        return TermMatcher(self, terms)

    def _doc(self, text: str) -> Doc:
        """Tokenise with white space that never is a token, so that phrases run across line ends."""
        flat = re.sub(r"\s", " ", text.replace("’", "'"))
        doc = self.make_doc(flat)
        if "  " not in flat and not flat.startswith(" "):
            return doc
        from spacy.tokens import Doc

        kept = [token for token in doc if not token.is_space]
        squeezed = Doc(
            doc.vocab,
            words=[token.text for token in kept],
            lemmas=[token.lemma_ for token in kept] if self._has_model else None,
            sent_starts=[token.is_sent_start for token in kept] if self._has_model else None,
        )
        squeezed.user_data["starts"] = [token.idx for token in kept]
        return squeezed


class TermMatcher:
    """Words and phrases in every inflection, found in one pass by spaCy's PhraseMatcher."""

    def __init__(self, language: Language, terms: Mapping[str, Iterable[Term]]) -> None:
        from spacy.matcher import PhraseMatcher
        from spacy.tokens import Doc

        vocab = language._nlp.vocab
        self._by_form = PhraseMatcher(vocab, attr="LOWER")
        self._by_lemma = PhraseMatcher(vocab, attr="LEMMA") if language._has_model else None
        self._prefixes: dict[str, list[str]] = {}
        self._prefix_cache: dict[str, list[str]] = {}
        self._keys: dict[int, str] = {}
        for key, group in terms.items():
            self._keys[vocab.strings.add(key)] = key
            for term in group:
                if term.kind == "prefix":
                    self._prefixes.setdefault(term.text, []).append(key)
                    continue
                for variant in hyphen_variants(term.text):
                    words = language.words(variant)
                    spellings = [words] if term.kind == "exact" else phrase_forms(words)
                    self._by_form.add(key, [Doc(vocab, words=list(form)) for form in spellings])
                    if self._by_lemma is not None and term.kind == "inflected":
                        self._by_lemma.add(key, [Doc(vocab, words=words, lemmas=words)])

    def hits(self, tokens: Tokens) -> list[TermHit]:
        """Every occurrence of every term, overlapping ones included, by first token."""
        keys = self._keys
        if tokens.doc is None:
            raise ValueError("tokens without their Doc can't be matched")
        found = [(start, end, keys[match]) for match, start, end in self._by_form(tokens.doc)]
        if self._by_lemma is not None:
            found += [(start, end, keys[match]) for match, start, end in self._by_lemma(tokens.doc)]
        if self._prefixes:
            for index, form in enumerate(tokens.forms):
                for key in self._keys_of_prefix(form):
                    found.append((index, index + 1, key))
        return sorted(set(found))

    def _keys_of_prefix(self, form: str) -> list[str]:
        cached = self._prefix_cache.get(form)
        if cached is None:
            lengths = range(1, len(form) + 1)
            cached = [key for length in lengths for key in self._prefixes.get(form[:length], ())]
            self._prefix_cache[form] = cached
        return cached


def spoken_turns(transcript: Transcript, language: Language) -> list[SpokenTurn]:
    """Tokenise what participants say, and a document's text; interviewers and unknown speakers are left out.

    What nobody said (notes in brackets) is blanked, so that it is never coded and offsets stay.
    """
    turns = []
    for turn in transcript.coded_turns():
        speech = transcript.speech(turn)
        for start, end in turn.not_speech:
            first, last = start - turn.start, end - turn.start
            speech = speech[:first] + " " * (last - first) + speech[last:]
        if speech.strip():
            turns.append(SpokenTurn(turn, speech, language.tokens(speech)))
    return turns


def _lower_slices(text: str, starts: list[int], ends: list[int]) -> list[str]:
    """The lower-case words between the offsets."""
    lower = text.lower()
    if len(lower) == len(text):
        return [lower[start:end] for start, end in zip(starts, ends, strict=True)]
    return [text[start:end].lower() for start, end in zip(starts, ends, strict=True)]


@cache
def stop_words() -> frozenset[str]:
    """Words that carry grammar and no topic."""
    from spacy.lang.en.stop_words import STOP_WORDS

    return frozenset(STOP_WORDS)
