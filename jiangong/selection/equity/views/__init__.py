"""Pages: what everybody sees, one's own share, the workbench."""
