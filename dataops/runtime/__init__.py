"""What lets a copy of DataOps run: its environment, its own database and queue, its supervisor."""
