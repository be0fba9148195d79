"""Real servers and real processes for the integration tests."""
