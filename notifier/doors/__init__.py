"""Where people and the clock come in: the command line and the service."""
