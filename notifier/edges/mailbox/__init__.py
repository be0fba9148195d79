"""The mailbox the service reads: IMAP or a local Maildir. Hands out bytes, changes nothing, and never looks at flags."""
