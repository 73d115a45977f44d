"""Sockets this app offers, plugs it inserts below."""
