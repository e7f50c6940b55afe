"""Coder files (CSV, JSONL, XLSX) and other tools' tables, in: one file per format, one line in the registry."""

from cfir_coder.exchange.coder_file import CoderFile, Row, Sheet
from cfir_coder.exchange.registry import FORMATS, Format, read_coder_file
from cfir_coder.exchange.rows import Imported, LeftOut, Told, ToldCoding

__all__ = [
    "FORMATS",
    "CoderFile",
    "Format",
    "Imported",
    "LeftOut",
    "Row",
    "Sheet",
    "Told",
    "ToldCoding",
    "read_coder_file",
]
