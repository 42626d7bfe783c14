"""The only code that may drive two programmes at once. Each journey is a room with the same files, mostly without tables."""
