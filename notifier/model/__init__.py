"""Frozen records, enums and ``Problem``: the words of the product. Imports nothing of ours."""
