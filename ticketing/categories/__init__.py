"""What tickets are about, as administrators keep it."""
