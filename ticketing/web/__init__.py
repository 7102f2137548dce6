"""The HTTP edge: what every request and answer has in common. It knows no feature."""
