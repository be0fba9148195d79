"""The dates file, the coordinator's half of the configuration: ``reading`` it, and ``writing``, the one way of changing it.

Every route of confirming (her editor, the command line, a mail, a page) ends here. A missing file is an empty one.
"""
