"""Codings to tables: pure functions from models and frames to frames."""
