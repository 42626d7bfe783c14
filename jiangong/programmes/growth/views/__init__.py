"""Pages of training: what workers see, the workbench, the public check of certificates."""
