"""Convalescence at bases 疗休养批次安排到基地: the journey that drives programmes and bases at once; neither knows the other.

A batch 批次 is placed at a base 基地 under a contract that covers its days, has places left on each of them, and costs no
more a head than the rules allow. What guests said of completed batches goes into the yearly rating of the base.
The union that runs the programme decides; the contract is its own or that of a union above it. docs/bases.md.
"""
