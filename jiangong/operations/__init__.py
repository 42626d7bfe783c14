"""What the person who runs the machine does: start, load, back up, restore, check.

Nothing here knows a rule of a room; every command calls a room's actions or queries.
"""
