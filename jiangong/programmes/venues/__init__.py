"""Places 工会阵地 (plan G): each kind of place is a room of its own, `bases` 疗休养基地 the first. Rooms never import each other."""
