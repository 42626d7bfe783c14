"""Pages of the plan and of the ledger behind it."""
