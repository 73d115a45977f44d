"""Reads that join several tables, answered as frozen dataclasses: what pages, files and the API show."""
