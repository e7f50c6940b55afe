"""Codebook files (YAML, CSV, XLSX) <-> Codebook; the packaged ones; comparison and crosswalk."""

from cfir_coder.codebooks.loading import check_codebook, load_codebook, packaged_codebooks
from cfir_coder.codebooks.valence_lexicon import load_valence_lexicon

__all__ = ["check_codebook", "load_codebook", "load_valence_lexicon", "packaged_codebooks"]
