"""The plan's chapters, one room each, under the plan's own names. Programmes never import each other."""
