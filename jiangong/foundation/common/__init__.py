"""Tools without tables: acting (lock, require, advance), refusals, secrets, periods, spreadsheets, messages."""
