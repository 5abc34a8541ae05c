"""Engines and pure speech and language code. Knows no Django app and no ORM."""
