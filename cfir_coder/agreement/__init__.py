"""Coders' codings -> units, alignment, coefficients, intervals, disagreements, consensus."""
