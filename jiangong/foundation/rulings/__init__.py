"""Rulings 参数核定: a local officer confirms a parameter of the rulebook, or sets the local value, with a document number.

Nouns: ruling 核定 (of a parameter: confirmed, overridden, withdrawn). Append-only: the file's value and every ruling stay in the history.
It stands above people, for it needs appointments and the ledger; `rulebook` below reads the rulings by the table's name.
"""
