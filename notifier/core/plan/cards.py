"""Events written as cards: «Дата | 24 сентября», below it «Тема | …», «Место | …»; one column of labels, a card beside it or several.

Promises: cards become a table with the labels as its header and a card a row; whatever is no table of cards comes back as it was.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, zip_longest

from notifier.core.plan.blocks import Block
from notifier.core.plan.grid import GridRow, grid, width
from notifier.core.plan.header_rows import first_header
from notifier.core.plan.headers import header_column
from notifier.core.plan.labels import labelled, topic_labelled
from notifier.core.plan.points import begins_point, count_apart, is_point
from notifier.core.plan.wording import lines, meaningful, one_line, plain
from notifier.core.plan.words import Role
from notifier.model.plan import Cell, Table

_LONGEST_LABEL = 45
_FEWEST_LABELS = 3       # «Дата», «Тема» and one more
_SHARE = 0.6             # of the labels must be header words
_NUMBER, _TOPIC = "№", "Тема"
_COUNTED = re.compile(r"(?:\w+\s+)?(?:№\s*)?(\d{1,2})\s*[.:]?", re.IGNORECASE)  # «Заседание № 2», «2.»


@dataclass(slots=True)
class Card:
    """One event: what stands beside each label, and the line above it."""

    title: Cell | None = None
    number: str = ""
    values: dict[str, Cell] = field(default_factory=dict)

    def say(self, label: str, cell: Cell) -> None:
        """Put a value beside a label; a second one goes on below the first."""
        before = self.values.get(label)
        paragraphs = (*before.paragraphs, *cell.paragraphs) if before else cell.paragraphs
        self.values[label] = Cell(paragraphs, tables=cell.tables)

    def roles(self) -> set[Role]:
        """What the labels say."""
        return {role for label in self.values for role in _roles(label)}


def cards_laid_down(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with tables of cards as ordinary tables; neighbouring cards make one."""
    read = [_cards(block) if isinstance(block, Table) else None for block in blocks]
    plain_tables = [block for block, cards in zip(blocks, read, strict=True) if isinstance(block, Table) and not cards]
    if sum(len(cards) for cards in read if cards) < 2 and any(map(first_header, plain_tables)):
        return list(blocks)  # one table of labels beside a plan tells of the plan
    titles = _titles(blocks, read)
    kept: list[tuple[Block, list[Card] | None]] = []
    for index, (block, cards) in enumerate(zip(blocks, read, strict=True)):
        if index in titles:
            continue
        if cards and index - 1 in titles and isinstance(above := blocks[index - 1], str):
            cards[0].title = Cell((above,))
        kept.append((block, cards if cards and all(card.title or Role.TOPIC in card.roles() for card in cards) else None))
    result: list[Block] = []
    for is_card, group in groupby(kept, key=lambda pair: pair[1] is not None):
        pairs = list(group)
        result += [_table([card for _, cards in pairs for card in cards or ()])] if is_card else [block for block, _ in pairs]
    return result


def _titles(blocks: Sequence[Block], read: Sequence[list[Card] | None]) -> set[int]:
    """Indexes of the lines above cards, where every card has one: each is the title of its card and no sector."""
    single = [index for index, cards in enumerate(read) if cards and len(cards) == 1 and cards[0].title is None]
    above = {index - 1 for index in single if index and isinstance(blocks[index - 1], str)}
    return above if len(above) == len(single) > 1 else set()


def _cards(table: Table) -> list[Card] | None:
    """The table's cards, None where it is a table of another kind."""
    rows, columns = grid(table), width(table)
    cells = [slot.cell for row in rows for slot in row.written()]
    if cells and all(map(_is_card, cells)):
        return [_card_of_lines(cell) for cell in cells]
    beside = [list(_one_below_the_other(rows, column)) for column in range(columns)]
    if columns > 1 and all(cards and all(map(_is_card, cards)) for cards in beside):
        return [_card_of_lines(cell) for cards in zip_longest(*beside) for cell in cards if cell is not None]
    for column in range(min(2, columns - 1)):  # a number merged over its card may stand before the labels
        labels = [_label(row, column) for row in rows]
        written = [label for label in labels if label]
        roles = {role for label in written for role in _roles(label)}
        known = sum(bool(_roles(label)) for label in written)
        if (len(written) >= _FEWEST_LABELS and known >= _SHARE * len(written) and len(roles) > 1
                and roles & {Role.DATE, Role.TIME} and not (columns > 2 and first_header(table))):
            return _split(rows, column, columns)
    return None


def _one_below_the_other(rows: Sequence[GridRow], column: int) -> Iterator[Cell]:
    """«Заседание № 1», below it «Дата: …», «Тема: …», in cells of their own: a column's cards, each begun by a line without a label."""
    card: list[str] = []
    for row in rows:
        if (slot := row.own(column)) is None:
            continue
        if card and labelled(card[-1]) is not None and not any(map(_label_of, lines(slot.cell.paragraphs))):
            yield Cell(tuple(card))
            card = []
        card += lines(slot.cell.paragraphs)
    if card:
        yield Cell(tuple(card))


def _label_of(line: str) -> bool:
    return labelled(line) is not None or topic_labelled(line) is not None


def _is_card(cell: Cell) -> bool:
    """A cell that is a card by itself: «Семинар «Фонды»», below it «Дата: …», «Место: …»."""
    said = [found[0] for line in lines(cell.paragraphs) if (found := labelled(line))]
    topics = sum(topic_labelled(line) is not None for line in lines(cell.paragraphs))
    return len(said) + topics > 1 and bool({Role.DATE, Role.TIME} & set(said))


def _card_of_lines(cell: Cell) -> Card:
    card, above, label = Card(), [], ""
    for line in filter(meaningful, lines(cell.paragraphs)):
        found = labelled(line)
        if found is not None:
            label = found[1]
            card.say(label, Cell((found[2],)))
        elif (topic := topic_labelled(line)) is not None:
            label = _TOPIC
            card.say(_TOPIC, Cell((topic,)))
        elif label == _TOPIC and begins_point(line):
            card.say(_TOPIC, Cell((line,)))
        else:
            above.append(line)
    card.title = Cell(tuple(above)) if above else None
    return card


def _label(row: GridRow, column: int) -> str:
    """The row's label: short words without figures beside a value."""
    slot = row.at(column)
    if slot is None or slot.inherited or slot.width > 1 or len(row.slots) <= column + 1:
        return ""
    text = one_line(slot.text).rstrip(" :.-–—")
    return text if len(text) <= _LONGEST_LABEL and not re.search(r"\d", text) and not is_point(text) else ""  # «- пункт повестки»


def _roles(label: str) -> set[Role]:
    """The roles of a label, none where it only sounds like one: «Работа с фондом» is no label of a topic."""
    found = header_column(label) if label and len(label) <= _LONGEST_LABEL and not re.search(r"\d", label) else None
    if found is None or (Role.TOPIC in found.roles and len(plain(label).split()) > 3):
        return set()
    return set(found.roles) - {Role.EXTRA, Role.SECTOR}


def _split(rows: Sequence[GridRow], column: int, columns: int) -> list[Card]:
    """The cards of the rows: side by side in the columns, and one below the other where a label comes again."""
    places = range(column + 1, columns)
    done: list[Card] = []
    cards = [Card() for _ in places]
    label = ""
    for row in rows:
        if not row.written():
            continue
        full = [slot for slot in row.written() if slot.width >= columns - column]
        own = _label(row, column)
        if full or (own and any(own in card.values for card in cards)):
            done, cards = done + cards, [Card() for _ in places]
        if full:
            cards[0].title = full[0].cell
        _number(row, column, cards)
        label = own or label
        for card, place in zip(cards, places, strict=True):
            slot = row.at(place)
            if full or slot is None or slot.inherited or not slot.text:
                continue
            if own or card.values:
                card.say(label, slot.cell)
            else:
                card.title = slot.cell
    return [card for card in (*done, *cards) if card.values]


def _number(row: GridRow, column: int, cards: list[Card]) -> None:
    slot = row.at(0)
    if column and slot and not slot.inherited and slot.stop <= column and meaningful(slot.text):
        cards[0].number = one_line(slot.text)


def _table(cards: Sequence[Card]) -> Table:
    """The cards as rows under the labels of them all."""
    for card in cards:
        _settle_title(card)
    labels = list(dict.fromkeys(label for card in cards for label in card.values))
    labels.sort(key=lambda label: Role.TOPIC not in _roles(label))  # the topic before its questions, which stay in order
    numbered = any(card.number for card in cards)
    names = [*([_NUMBER] if numbered else []), *labels]
    rows = [tuple(Cell((name,)) for name in names)]
    rows += [(*([Cell((card.number,))] if numbered else []), *(card.values.get(label, Cell()) for label in labels)) for card in cards]
    return Table(tuple(rows))


def _settle_title(card: Card) -> None:
    """«Заседание № 2» above a card counts it; any other line is its topic, or stands before it."""
    if card.title is None:
        return
    text = one_line(card.title.text)
    counted = _COUNTED.fullmatch(text)
    topic = next((label for label in card.values if _roles(label) == {Role.TOPIC}), None)
    if counted and topic is not None:
        card.number = card.number or counted[1]
    elif topic is None:
        count = count_apart(text)
        card.number = card.number or (count[0] if count else "")
        card.values[_TOPIC] = replace(card.title, span=1, paragraphs=(count[1],) if count else card.title.paragraphs)
    else:
        card.values[topic] = Cell((*card.title.paragraphs, *(f"- {one_line(line)}" for line in card.values[topic].paragraphs)))
