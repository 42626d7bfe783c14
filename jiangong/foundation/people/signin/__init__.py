"""Signing in 登录: with a code to phone or e-mail, a password, an authenticator app, a passkey, recovery codes.

allauth does the steps; here is what it asks of us: the phone stays sealed on the person (adapters.py), a phone found
on the roster belongs to that person, everybody else may register and then ask a union to be admitted; officers
from district level up need a second factor before the workbench opens (middleware.py), except in a demonstration.
"""
