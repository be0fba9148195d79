"""One outside thing each: files, ledger, SMTP, IMAP, feeds. Edges do not know each other."""
