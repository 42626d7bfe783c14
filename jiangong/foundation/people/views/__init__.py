"""Pages of people: the workbench's member pages, and a worker's own."""
