"""The attack list as tests; each is named by its id."""
