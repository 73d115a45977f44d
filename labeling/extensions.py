"""Sockets this app offers, plugs it inserts below."""

from labeling.sockets import gold_keeper

__all__ = ["gold_keeper"]
