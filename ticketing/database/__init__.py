"""What SQLite and PostgreSQL need to behave alike."""
