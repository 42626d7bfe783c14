"""The shell: base page, navigation, home pages. Screens of a room live in the room."""
