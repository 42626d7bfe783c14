"""Pages of credentials: the holder's, and what everybody sees."""
