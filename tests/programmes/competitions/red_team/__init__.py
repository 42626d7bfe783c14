"""The red team of contests: who tries to see or change what too early or too late, and what they get."""
