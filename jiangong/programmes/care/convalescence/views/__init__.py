"""Pages of convalescence."""
