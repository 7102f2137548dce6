"""How quickly the service answers, next to the least that could answer the same (`make bench`)."""
