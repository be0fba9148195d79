"""How long a read document may be, whatever file it came from: what is longer is no plan, and would take its reader minutes."""

from notifier.model.plan import Document, Table

LONGEST_CELL = 100_000      # characters; a plan's longest topic has hundreds
MOST_ROWS = 3_000           # a school's whole year has hundreds
MOST_PARAGRAPHS = 20_000    # outside tables, and in all of an Office file; a plan has hundreds
MOST_COLUMNS = 200          # Word itself allows 63
LONGEST_DOCUMENT = 4_000_000
_ADVICE = "Оставьте в документе только таблицу плана."


def too_long(document: Document) -> list[str] | None:
    """Code, text and advice of a refusal; None for a document of a plan's length."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    rows = sum(len(table.rows) for table in tables)
    if rows > MOST_ROWS:
        return ["document-too-long", f"в таблицах {rows} строк, допустимо {MOST_ROWS}", _ADVICE]
    columns = max((sum(cell.span for cell in row) for table in tables for row in table.rows), default=0)
    if columns > MOST_COLUMNS:
        return ["document-too-long", f"в таблице {columns} столбцов, допустимо {MOST_COLUMNS}", _ADVICE]
    paragraphs = sum(isinstance(block, str) for block in document.blocks)
    if paragraphs > MOST_PARAGRAPHS:
        return ["document-too-long", f"в документе больше {MOST_PARAGRAPHS} абзацев", _ADVICE]
    total = 0
    for text in _texts(document.blocks):
        total += len(text)
        if len(text) > LONGEST_CELL or total > LONGEST_DOCUMENT:
            said = f"в клетке {len(text)} знаков" if len(text) > LONGEST_CELL else f"в документе больше {LONGEST_DOCUMENT} знаков"
            return ["document-too-long", f"{said}: это не план", _ADVICE]
    return None


def _texts(blocks: tuple[str | Table, ...]) -> list[str]:
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            texts.append(block)
            continue
        for row in block.rows:
            for cell in row:
                texts += ["\n".join(cell.paragraphs), *_texts(cell.tables)]
    return texts
