"""The exchange: what to fetch and send, by network or by stick, and what follows from it."""
