"""Machine coders: transcripts and a codebook in, proposals with evidence out."""
