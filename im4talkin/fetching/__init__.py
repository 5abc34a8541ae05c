"""Fetching published models from the Hugging Face hub, for ``manage.py fetch_models``."""
