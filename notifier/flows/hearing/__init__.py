"""From the mailbox to facts: every message read, dealt with once, and put to whom it concerns."""
