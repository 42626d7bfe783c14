"""Pure: years without → lots. No Django, no clock."""
