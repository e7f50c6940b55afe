"""The use cases: open the study, call the core, return a small result. Paths and clocks stay here."""
