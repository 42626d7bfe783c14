"""Pages of the inbox: one's own messages and wishes, absence, one matter, how messages went out."""
