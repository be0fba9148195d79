"""From due notices to messages in the outbox: which may go now, to whom, merged, held back for a yes, called off."""
