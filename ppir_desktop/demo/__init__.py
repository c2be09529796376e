"""The demo: a whole round of made-up dossiers on one machine, from nothing, in one folder."""
