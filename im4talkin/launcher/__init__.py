"""What `python3 -m im4talkin` does before anything is installed: standard library only."""
