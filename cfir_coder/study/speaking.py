"""Who speaks and who agrees with whom, as a study keeps it."""

from __future__ import annotations

import sqlite3

from cfir_coder.model.coding import Endorsement


def read_corrections(connection: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """What people said of speakers: by document, by label."""
    told: dict[str, dict[str, str]] = {}
    rows = connection.execute("SELECT document, label, told FROM speaker_corrections ORDER BY 1, 2")
    for document, label, role in rows:
        told.setdefault(document, {})[label] = role
    return told


def read_endorsements(connection: sqlite3.Connection) -> list[Endorsement]:
    """Who agreed with whom, by document and turn."""
    rows = connection.execute("SELECT text_hash, turn, speaker, participant, endorsed FROM endorsements ORDER BY 1, 2")
    return [
        Endorsement(text_hash=text, turn=turn, speaker=speaker, participant=person, endorsed=endorsed)
        for text, turn, speaker, person, endorsed in rows
    ]
