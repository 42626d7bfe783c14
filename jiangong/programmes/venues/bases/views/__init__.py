"""Pages of bases: public, and the workbench by noun."""
