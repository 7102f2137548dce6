"""Lists that people have saved."""
