"""Pure rules of convalescence: who may apply, who is in which pool, whether a plan is in order."""
