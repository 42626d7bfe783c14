"""Forms of convalescence, in the files of those who fill them in."""
