"""The back office at `/admin/`: administrators look after users and tickets in a browser."""
