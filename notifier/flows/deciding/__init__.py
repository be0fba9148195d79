"""The coordinator's word, by mail or command line: what it binds, carried out into the dates file, and taken back."""
