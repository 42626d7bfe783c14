"""Measurements at full scale. Never part of `make test`: a duration does not fail a test, a lost row does."""
