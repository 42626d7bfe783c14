"""The verifier that strangers run 核对程序: `verify.py`, one file of Python's standard library, served at /ledger/verify.py.

It imports nothing of the house, and nothing of the house imports it: it would prove nothing if it shared code with
what it checks. It runs on Python 3.8 and newer. docs/proof.md says what it relies on.
"""
