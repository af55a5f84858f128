"""All of Socket.IO: who may listen, which messages they get, and how often."""
