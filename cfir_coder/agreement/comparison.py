"""Everything that is compared: coders, their codings, what each has looked at, and the texts if they are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from cfir_coder.agreement.aligning import Aligner
from cfir_coder.agreement.columns import CodingColumns, columns_of
from cfir_coder.agreement.disagreement import Relation
from cfir_coder.agreement.events import Event, events_of
from cfir_coder.agreement.places import Places
from cfir_coder.agreement.spans import reading_order
from cfir_coder.model.case import Participant
from cfir_coder.model.codebook import INDUCTIVE, Codebook
from cfir_coder.model.coding import Coder, CoderKind, Coding
from cfir_coder.model.transcript import Transcript


@dataclass(frozen=True)
class Comparison:
    """Coders side by side.

    coders: by name. seen: (coder, text hash) of what each has looked at. transcripts: empty when only spans are known.
    documents: name by text hash. only: by coder and text hash the codes that were looked for, where not all were.
    in_part: (coder, text hash) of what a person has begun and not finished; it counts in no agreement.
    """

    coders: tuple[Coder, ...]
    codings: tuple[Coding, ...]
    seen: frozenset[tuple[str, str]]
    codebook: Codebook
    documents: dict[str, str]
    transcripts: tuple[Transcript, ...] = ()
    participants: tuple[Participant, ...] = ()
    only: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    in_part: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The coders' names, in order."""
        return tuple(coder.name for coder in self.coders)

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Names of the coders who are people."""
        return tuple(coder.name for coder in self.coders if coder.kind is CoderKind.HUMAN)

    @cached_property
    def machines(self) -> tuple[str, ...]:
        """Names of the machine coders."""
        return tuple(coder.name for coder in self.coders if coder.kind is CoderKind.MACHINE)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code that somebody used: the codebook's in its order, then the others by id."""
        return in_order((coding.code for coding in self.codings), self.codebook)

    @cached_property
    def in_reading_order(self) -> tuple[Coding, ...]:
        """The codings by document and place, whatever order they came in."""
        return tuple(sorted(self.codings, key=reading_order))

    @cached_property
    def columns(self) -> CodingColumns:
        """The codings as arrays, in reading order."""
        documents = tuple(dict.fromkeys(coding.text_hash for coding in self.in_reading_order))
        return columns_of(self.in_reading_order, self.codes, self.names, documents)

    @cached_property
    def users(self) -> dict[str, frozenset[str]]:
        """Who used each code."""
        found: dict[str, set[str]] = defaultdict(set)
        for coding in self.codings:
            found[coding.code].add(coding.coder)
        return {code: frozenset(names) for code, names in found.items()}

    def named(self, text_hash: str) -> str:
        """What a document is called; the first digits of its hash where nobody knows."""
        known = self.documents.get(text_hash) or self._called.get(text_hash)
        return known or text_hash[:12]

    @property
    def read_in_part(self) -> dict[str, list[str]]:
        """By person who has begun any, the names of documents that count in no agreement, as they are read in part."""
        begun = {name: {self.named(text) for coder, text in self.in_part if coder == name} for name in self.people}
        return {name: sorted(documents) for name, documents in begun.items() if documents}

    @cached_property
    def _called(self) -> dict[str, str]:
        return {one.text_hash: one.document for one in self.codings}

    def knew(self, coder: str, code: str) -> bool:
        """Whether a coder had a code to use and looked for it anywhere."""
        if not self.had(coder, code):
            return False
        return coder in self._looked_for_all or code in self._looked_for.get(coder, frozenset())

    def saw(self, coder: str, text_hash: str, code: str) -> bool:
        """Whether a coder has looked at a document for a code."""
        if (coder, text_hash) not in self.seen or not self.had(coder, code):
            return False
        codes = self.only.get((coder, text_hash))
        return codes is None or code in codes

    def had(self, coder: str, code: str) -> bool:
        """Whether a coder had a code to use, wherever: an inductive one outside the codebook had only its users."""
        if code in self.codebook.by_id or not code.startswith(f"{INDUCTIVE}."):
            return True
        return coder in self.users.get(code, frozenset())

    @cached_property
    def _looked_for_all(self) -> frozenset[str]:
        """Coders who looked at some document for every code."""
        return frozenset(coder for coder, text_hash in self.seen if (coder, text_hash) not in self.only)

    @cached_property
    def _looked_for(self) -> dict[str, frozenset[str]]:
        """Codes that a coder looked for in some document, where not for all."""
        found: dict[str, frozenset[str]] = {}
        for (coder, _), codes in self.only.items():
            found[coder] = found.get(coder, frozenset()) | codes
        return found

    def of(self, coders: Collection[str]) -> Comparison:
        """Only some of the coders."""
        if set(self.names) <= set(coders):
            return self
        return replace(
            self,
            coders=tuple(coder for coder in self.coders if coder.name in coders),
            codings=tuple(coding for coding in self.codings if coding.coder in coders),
            seen=frozenset(pair for pair in self.seen if pair[0] in coders),
            only={pair: codes for pair, codes in self.only.items() if pair[0] in coders},
            in_part=frozenset(pair for pair in self.in_part if pair[0] in coders),
        )

    def within(self, documents: Collection[str]) -> Comparison:
        """Only some of the documents, by text hash."""
        if self.documents.keys() <= set(documents):
            return self
        return replace(
            self,
            codings=tuple(coding for coding in self.codings if coding.text_hash in documents),
            seen=frozenset(pair for pair in self.seen if pair[1] in documents),
            only={pair: codes for pair, codes in self.only.items() if pair[1] in documents},
            in_part=frozenset(pair for pair in self.in_part if pair[1] in documents),
            documents={key: name for key, name in self.documents.items() if key in documents},
            transcripts=tuple(one for one in self.transcripts if one.hash in documents),
        )

    def shared_documents(self) -> tuple[str, ...]:
        """Text hashes of the documents that two coders or more have looked at, by name."""
        viewers: dict[str, int] = defaultdict(int)
        for _, text_hash in self.seen:
            viewers[text_hash] += 1
        return tuple(sorted((key for key, n in viewers.items() if n > 1), key=lambda key: (self.documents[key], key)))

    @cached_property
    def gives_valence(self) -> frozenset[str]:
        """Coders who give a valence to any coding; the others aren't compared on it."""
        return frozenset(coding.coder for coding in self.codings if coding.valence is not None)

    @cached_property
    def gives_strength(self) -> frozenset[str]:
        """Coders who give a strength to any coding; the others aren't compared on it."""
        return frozenset(coding.coder for coding in self.codings if coding.strength is not None)

    @cached_property
    def places(self) -> Places:
        """Turns and sentences of the texts."""
        return Places(self.transcripts)

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """What stands between each two coders."""
        aligner = Aligner(self.codebook, self.saw, self.places, self.gives_valence, self.gives_strength)
        return tuple(aligner.relations(self.in_reading_order, self.columns))

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Codings grouped by passage, in order of document and place."""
        return tuple(events_of(self.in_reading_order, self.relations, self.names, self.saw))


def in_order(codes: Iterable[str], codebook: Codebook) -> tuple[str, ...]:
    """Each code once: the codebook's in its order, then the others by id."""
    used = set(codes)
    known = [code for code in codebook.by_id if code in used]
    return (*known, *sorted(used - set(known)))


def covered_by(codings: Iterable[Coding]) -> frozenset[tuple[str, str]]:
    """Who has looked at what, as far as codings alone tell."""
    return frozenset((coding.coder, coding.text_hash) for coding in codings)
