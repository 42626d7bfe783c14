"""The only code that may drive two programmes at once."""
