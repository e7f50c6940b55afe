"""A candidate theme: what participants keep saying that the codebook doesn't catch."""

from __future__ import annotations

from cfir_coder.model.base import Model


class ThemeTerm(Model):
    """A word or phrase that marks a theme; score: log-odds against all other speech, in standard deviations."""

    term: str
    score: float


class ThemePassage(Model):
    """A stretch of one participant's speech that a theme gathers.

    start, end: code points of the document's canonical text. score: how much it dwells on the theme (from 0.75 on), or,
    when an encoder read, how close it is to the theme's middle (cosine).
    """

    document: str
    text_hash: str
    start: int
    end: int
    quote: str
    speaker: str
    turn: int
    participant: str = ""
    site: str = ""
    score: float = 0.0


class ThemeParts(Model):
    """What a theme's score is made of.

    people: voices that dwell on it. Each counts in the score by its weightiest stretch (up to 1.5) times
    1 + ln(its stretches) / 2.
    focus: stretches that dwell on it of all that mention it (0-1).
    spread: evenness over voices (0-1). keyness: uncoded against coded speech, in standard deviations.
    score = people so counted x (1 + focus) / 2 x (1 + spread) / 2 x (1 + tanh(keyness / 4) / 2).
    """

    score: float = 0.0
    people: int = 0
    focus: float = 0.0
    spread: float = 0.0
    keyness: float = 0.0


class MeaningParts(Model):
    """What the score of a theme is made of that an encoder found.

    people: voices that speak of it. sites: the share of the study's sites that speak of it (1 when no site is known).
    together: how often two of its passages share a branch of a resample's tree, of the times that they are in it (about
    0-1). distance: the mean rank (0-1) of its passages by how little they stir what the encoder knows of the codebook.
    score = people x (1 + sites) / 2 x together x distance.
    """

    score: float = 0.0
    people: int = 0
    sites: float = 1.0
    together: float = 0.0
    distance: float = 0.0


class NearCode(Model):
    """A code that a theme is near to. nearness: 0-1, the mean chance of the code on the theme's passages."""

    code: str
    nearness: float


class CandidateTheme(Model):
    """A theme that the machine coder proposes beside the framework.

    id: `inductive.<slug>`; name: the participants' own words. nearest: the code that is most often proposed on
    the same words, or likeliest when an encoder read; empty when none is. near: the likeliest codes, from an encoder.
    exemplars: up to three passages, of different participants when there are as many.
    stability: 0-1, how well the theme comes back when transcripts are left out; None when nobody tried.
    """

    id: str
    name: str
    terms: tuple[ThemeTerm, ...]
    passages: tuple[ThemePassage, ...]
    exemplars: tuple[ThemePassage, ...]
    nearest: str = ""
    score: float = 0.0
    parts: ThemeParts | MeaningParts = ThemeParts()
    near: tuple[NearCode, ...] = ()
    stability: float | None = None

    @property
    def n_codings(self) -> int:
        """Passages gathered."""
        return len(self.passages)

    @property
    def n_transcripts(self) -> int:
        """Documents that the passages stand in."""
        return len({passage.document for passage in self.passages})

    @property
    def n_participants(self) -> int:
        """People who say it, each counted once; voices that nobody is known by are not counted."""
        return len({passage.participant for passage in self.passages if passage.participant})

    @property
    def n_sites(self) -> int:
        """Sites of those people."""
        return len({passage.site for passage in self.passages if passage.site})
