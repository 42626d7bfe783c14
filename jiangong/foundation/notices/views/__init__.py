"""Pages of notices: what everybody sees, objections and answers, the workbench."""
