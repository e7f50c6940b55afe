"""Code interviews with the Consolidated Framework for Implementation Research (CFIR)."""

__version__ = "0.1.0"
