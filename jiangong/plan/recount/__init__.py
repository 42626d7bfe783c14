"""Counting the plan again 复算, from columns instead of rows: one definition of the indicators, several engines.

The definition is plan.json (or the plan itself, which says the same). `statements` writes it out as SQL in the words
that DuckDB and Spark share; `engines` run it; `leaves` brings the published leaves into the form that the statements
read, the plan's own rebuild (actions/rebuilding) the ledger's entries. No Django in here.
"""
