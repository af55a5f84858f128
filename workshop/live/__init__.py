"""All of Socket.IO: who may listen, what they hear, and how often."""
