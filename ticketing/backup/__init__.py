"""Backups: one archive with every row and every local file, made from a running service, for either database."""
