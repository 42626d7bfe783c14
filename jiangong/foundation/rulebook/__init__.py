"""Rulebook 参数: dated, sourced values of law and local rules. No number of law stands in code.

Each room keeps its parameters in its own rulebook/*.yaml: value by date, regulation, article, document number, and
status `confirmed` or `to be confirmed` 待核定.
"""
