"""The pure rules of contests: who may enter, pseudonyms, ready-made schemes, clashes of the calendar."""
