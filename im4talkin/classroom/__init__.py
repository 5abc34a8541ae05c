"""A class on the local network: phones get a microphone only over https, so the server has its own."""
