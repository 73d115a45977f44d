"""Kill real processes under load and count what was lost or done twice: `python -m tests.chaos`."""
