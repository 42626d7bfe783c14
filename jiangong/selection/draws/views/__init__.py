"""Pages of draws: what everybody sees, with the files to do it again, and the workbench of those who conduct them."""
