"""Training of the encoder: the corpus, the network, its export and its figures. No part of the installed package."""
