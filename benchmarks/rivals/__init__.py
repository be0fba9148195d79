"""The same mails by other means, each in a process of its own: what people would otherwise use."""
