"""Pages of samples: what everybody sees, and the auditors' workbench."""
