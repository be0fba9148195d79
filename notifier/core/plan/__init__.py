"""Plans: from a document to rows with ids (``understanding``), what is doubtful in them (``lint``), what a re-import changes
(``difference``).

Pure. How documents are read is ``docs/plans.md``; the words are data in ``words.py``. Nothing is loaded here: who only looks for
doubts needs none of what reads a table.
"""
