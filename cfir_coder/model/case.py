"""Who took part: the people whose words are coded, and what is known of them."""

from __future__ import annotations

from cfir_coder.model.base import Model


class Participant(Model):
    """One person.

    site: the inner setting the person speaks for (a court); role: the job title. Empty when not told.
    attributes: every further column of participants.csv, by lower-case name.
    transcripts: documents in which the person speaks.
    """

    id: str
    site: str = ""
    role: str = ""
    attributes: dict[str, str] = {}
    transcripts: tuple[str, ...] = ()

    def attribute(self, name: str) -> str:
        """Site, role, or a further attribute by name; empty when not told."""
        if name == "participant":
            return self.id
        if name in ("site", "role"):
            return str(getattr(self, name))
        return self.attributes.get(name, "")
