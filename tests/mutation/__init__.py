"""Mutation testing of the parts that decide what is sent: ``make mutation``."""
