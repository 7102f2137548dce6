"""How a team does: what was opened, answered and resolved in a period."""
