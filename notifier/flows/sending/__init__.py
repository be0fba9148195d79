"""From the outbox to the server: claimed, made, sent, settled; how fast the account may, and when it rests."""
