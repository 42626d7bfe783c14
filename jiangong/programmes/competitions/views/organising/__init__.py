"""The workbench of competitions: seasons, contests, entries, offices, rules, draws, appeals, honours, reports."""
