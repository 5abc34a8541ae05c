"""Keeping what a school has: backups, coming back from one, and upgrades that can be undone."""
