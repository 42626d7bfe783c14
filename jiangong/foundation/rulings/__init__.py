"""Rulings 参数核定: a local officer confirms a parameter of the rulebook, or sets the local value, with a document number.

Nouns: ruling 核定 (of a parameter: confirmed 核定, overridden 改用本地数值, withdrawn 撤回).
Who decides: an officer (chair, vice-chair, cadre) of the city federation for the whole city; for one district an officer of that
district's federation or of the city's, where the parameter allows districts values of their own.
Append-only, by a trigger: the file's value and every ruling stay in the history; a withdrawal is a row that points at what it ends.
It stands above people, for it needs appointments and the ledger; `rulebook` below reads the rulings by the table's name.
"""
