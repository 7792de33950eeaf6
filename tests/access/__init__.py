"""The permission table (`table`), the world it is tried on (`world`), and how it is tried (`trial`)."""
