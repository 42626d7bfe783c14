"""Pages that no room owns: home pages, the switches, search, the texts about the platform, the error pages."""
