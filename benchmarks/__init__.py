"""Figures behind the budgets: run by hand, printed, never asserted."""
