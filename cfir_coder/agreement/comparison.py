"""Everything that is compared: coders, their codings, what each has looked at, and the texts if they are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from cfir_coder.agreement.aligning import Aligner
from cfir_coder.agreement.disagreement import Relation
from cfir_coder.agreement.events import Event, events_of
from cfir_coder.agreement.places import Places
from cfir_coder.model.case import Participant
from cfir_coder.model.codebook import INDUCTIVE, Codebook
from cfir_coder.model.coding import Coder, CoderKind, Coding
from cfir_coder.model.transcript import Transcript


@dataclass(frozen=True)
class Comparison:
    """Coders side by side.

    coders: by name. seen: (coder, text hash) of what each has looked at. transcripts: empty when only spans are known.
    documents: name by text hash.
    """

    coders: tuple[Coder, ...]
    codings: tuple[Coding, ...]
    seen: frozenset[tuple[str, str]]
    codebook: Codebook
    documents: dict[str, str]
    transcripts: tuple[Transcript, ...] = ()
    participants: tuple[Participant, ...] = ()

    @property
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
        used = {coding.code for coding in self.codings}
        known = [code for code in self.codebook.by_id if code in used]
        return (*known, *sorted(used - set(known)))

    @cached_property
    def users(self) -> dict[str, frozenset[str]]:
        """Who used each code."""
        found: dict[str, set[str]] = defaultdict(set)
        for coding in self.codings:
            found[coding.code].add(coding.coder)
        return {code: frozenset(names) for code, names in found.items()}

    def knew(self, coder: str, code: str) -> bool:
        """Whether a coder had a code to use: an inductive one outside the codebook only who used it."""
        if code in self.codebook.by_id or not code.startswith(f"{INDUCTIVE}."):
            return True
        return coder in self.users.get(code, frozenset())

    def saw(self, coder: str, text_hash: str, code: str) -> bool:
        """Whether a coder has looked at a document for a code."""
        return (coder, text_hash) in self.seen and self.knew(coder, code)

    def of(self, coders: Collection[str]) -> Comparison:
        """Only some of the coders."""
        return replace(
            self,
            coders=tuple(coder for coder in self.coders if coder.name in coders),
            codings=tuple(coding for coding in self.codings if coding.coder in coders),
            seen=frozenset(pair for pair in self.seen if pair[0] in coders),
        )

    def within(self, documents: Collection[str]) -> Comparison:
        """Only some of the documents, by text hash."""
        return replace(
            self,
            codings=tuple(coding for coding in self.codings if coding.text_hash in documents),
            seen=frozenset(pair for pair in self.seen if pair[1] in documents),
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
    def relations(self) -> tuple[Relation, ...]:
        """What stands between each two coders."""
        gives_valence = frozenset(coding.coder for coding in self.codings if coding.valence is not None)
        gives_strength = frozenset(coding.coder for coding in self.codings if coding.strength is not None)
        aligner = Aligner(self.codebook, self.saw, Places(self.transcripts), gives_valence, gives_strength)
        return tuple(aligner.relations(self.codings))

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Codings grouped by passage, in order of document and place."""
        return tuple(events_of(self.codings, self.relations, self.names, self.saw))


def covered_by(codings: Iterable[Coding]) -> frozenset[tuple[str, str]]:
    """Who has looked at what, as far as codings alone tell."""
    return frozenset((coding.coder, coding.text_hash) for coding in codings)
