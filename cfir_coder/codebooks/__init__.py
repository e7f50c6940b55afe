"""Codebook files (YAML, CSV, XLSX) <-> Codebook; the packaged ones; comparison and crosswalk."""

from cfir_coder.codebooks.adopting import adopt_code
from cfir_coder.codebooks.comparing import Change, compare_codebooks, crosswalk
from cfir_coder.codebooks.loading import CodebookSummary, check_codebook, load_codebook, packaged_codebooks
from cfir_coder.codebooks.packaged import CrosswalkRow
from cfir_coder.codebooks.valence_lexicon import load_valence_lexicon
from cfir_coder.codebooks.writing import write_codebook

__all__ = [
    "Change",
    "CodebookSummary",
    "CrosswalkRow",
    "adopt_code",
    "check_codebook",
    "compare_codebooks",
    "crosswalk",
    "load_codebook",
    "load_valence_lexicon",
    "packaged_codebooks",
    "write_codebook",
]
