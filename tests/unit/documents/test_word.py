"""Word as a person sees it: what the file holds besides plain text comes out as it looks on paper."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from notifier.core.plan.understanding import understand
from notifier.edges.documents import read_document
from notifier.edges.documents.word import read_word
from notifier.model.plan import Item, Table

Paper = Callable[..., Any]
Element = Callable[..., Any]


def items(path: Path) -> tuple[Item, ...]:
    return understand(read_word(path))[0].items


def test_automatic_numbers_are_row_numbers(paper: Paper) -> None:
    """A numbered paragraph without text is «1.», the next «2.»."""
    page = paper()
    for topic in ("Первое заседание", "Второе заседание"):
        page.styled(page.row("", topic, "октябрь", "Иванова И.И.").cells[0], "List Number")
    assert [(item.id, item.number) for item in items(page.saved())] == [("plan-1", "1"), ("plan-2", "2")]


def test_automatic_bullets_and_numbers_in_a_topic_are_an_agenda(paper: Paper) -> None:
    """Points that Word marks by itself are topics like typed ones; the line before them stays a topic."""
    page = paper()
    cell = page.row("1", "Повестка дня", "ноябрь", "Иванова И.И.").cells[1]
    for style, text in (("List Bullet", "Первый вопрос"), ("List Bullet", "Второй вопрос")):
        cell.add_paragraph(text, style=style)
    assert items(page.saved())[0].topics == ("Повестка дня", "Первый вопрос", "Второй вопрос")


def test_numbering_starts_anew_where_word_says_so(paper: Paper) -> None:
    """A w:num with a start override has a counter of its own."""
    page = paper()
    for _ in range(2):
        page.styled(page.row("", "Тема", "октябрь", "").cells[0], "List Number")
    root = page.docx.part.numbering_part.element
    used = page.docx.styles["List Number"].element.pPr.numPr.numId.val
    number = root.add_num(root.num_having_numId(used).abstractNumId.val)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    paragraph = page.row("", "Тема", "май", "").cells[0].paragraphs[0]._p
    properties = paragraph.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number.numId
    assert [item.number for item in items(page.saved())] == ["1", "2", "1"]


def test_raised_minutes_stay_minutes(paper: Paper) -> None:
    """«14⁰⁰», typed as raised zeros, is read as «14:00»; other raised figures stay raised."""
    page = paper()
    paragraph = page.row("1", "Семинар", "24.09.2020 в 14", "Иванова И.И.").cells[2].paragraphs[0]
    paragraph.add_run("00").font.superscript = True
    paragraph.add_run(" ч.")
    paragraph.add_run("1").font.superscript = True
    assert items(page.saved())[0].when == "24.09.2020 в 14:00 ч.¹"


def test_a_raised_figure_behind_a_date_marks_a_note(paper: Paper) -> None:
    """«19.11.2020¹» was «19.11.20201», no date."""
    page = paper()
    page.row("1", "Семинар", "19.11.2020", "Иванова И.И.").cells[2].paragraphs[0].add_run("1").font.superscript = True
    plan, problems = understand(read_word(page.saved()))
    assert plan.items[0].when == "19.11.2020¹"
    assert "date-unreadable" not in {problem.code for problem in problems}


def test_a_field_that_nobody_filled_in_says_nothing(paper: Paper, element: Element) -> None:
    """«Место для ввода даты.» is Word's hint, grey on the screen."""
    page = paper()
    hint = "<w:sdt {}><w:sdtPr>{}<w:date/></w:sdtPr><w:sdtContent><w:r><w:t>{}</w:t></w:r></w:sdtContent></w:sdt>"
    for number, (mark, text) in enumerate((("<w:showingPlcHdr/>", "Место для ввода даты."), ("", "19.11.2020")), start=1):
        page.row(str(number), "Семинар", "", "Иванова И.И.").cells[2].paragraphs[0]._p.append(
            parse_xml(hint.format(nsdecls("w"), mark, text)))
    assert [item.when for item in items(page.saved())] == ["", "19.11.2020"]


def test_a_table_in_a_text_box_is_read(paper: Paper) -> None:
    """A frame around the plan's table, as a converter draws it: the table was left out in silence."""
    page = paper()
    table = page.row("1", "Семинар", "19.11.2020", "Иванова И.И.").cells[0]._tc.getparent().getparent()
    page.docx.add_paragraph()._p.append(parse_xml(
        f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent/></v:textbox></v:shape>'
        '</w:pict></w:r>'))
    box = next(one for one in page.docx.element.body.iter() if one.tag.endswith("}txbxContent"))
    box.append(table)
    assert [item.when for item in items(page.saved())] == ["19.11.2020"]


def test_tracked_insertions_count_and_deletions_do_not(paper: Paper, element: Element) -> None:
    """The document is read as if all changes were accepted."""
    page = paper()
    paragraph = page.row("1", "Семинар", "", "Иванова И.И.").cells[2].paragraphs[0]._p
    paragraph.append(element("del", "<w:r><w:delText>ноябрь</w:delText></w:r>"))
    paragraph.append(element("ins", "<w:r><w:t>декабрь</w:t></w:r>"))
    assert items(page.saved())[0].when == "декабрь"


def test_a_deleted_row_is_gone_and_an_inserted_one_is_there(paper: Paper, element: Element) -> None:
    """Whole rows under track changes follow the same rule."""
    page = paper()
    page.row("1", "Вычеркнуто", "май", "")._tr.get_or_add_trPr().append(element("del"))
    page.row("2", "Вписано", "июнь", "")._tr.get_or_add_trPr().append(element("ins"))
    assert [item.topics for item in items(page.saved())] == [("Вписано",)]


def test_text_in_controls_and_links_is_text(paper: Paper, element: Element) -> None:
    """Content controls, hyperlinks and fields are wrappers, not holes."""
    page = paper()
    paragraph = page.row("1", "", "май", "").cells[1].paragraphs[0]._p
    paragraph.append(element("hyperlink", "<w:r><w:t>Вебинар </w:t></w:r>"))
    paragraph.append(element("sdt", "<w:sdtPr/><w:sdtContent><w:r><w:t>РШБА</w:t></w:r></w:sdtContent>"))
    assert items(page.saved())[0].topics == ("Вебинар РШБА",)


def test_merged_cells_keep_their_spans(paper: Paper) -> None:
    """A sector's row merged over all columns and a venue merged downwards come out as merges."""
    page = paper()
    row = page.row("Раздел 1", "", "", "")
    row.cells[0].merge(row.cells[3])
    first, second = page.row("1", "Первое", "май", "Иванова И.И."), page.row("2", "Второе", "июнь", "")
    first.cells[3].merge(second.cells[3])
    assert [(item.sector, item.responsible) for item in items(page.saved())] == [("Раздел 1", ("Иванова И.И.",))] * 2


def test_a_nested_table_in_a_topic_is_its_agenda(paper: Paper) -> None:
    """Rows of a table inside a cell are lines of that cell."""
    page = paper()
    nested = page.row("1", "Семинар", "апрель", "").cells[1].add_table(rows=2, cols=2)
    for index, text in enumerate(("Один вопрос", "Другой вопрос")):
        nested.cell(index, 0).text, nested.cell(index, 1).text = f"{index + 1}.", text
    assert items(page.saved())[0].topics == ("Семинар", "Один вопрос", "Другой вопрос")


def test_a_plan_inside_a_frame_table_is_found(paper: Paper) -> None:
    """A table of one cell around the plan only places it on the page."""
    page = paper("Рамка")
    plan = page.table.rows[0].cells[0].add_table(rows=2, cols=3)
    for row, texts in zip(plan.rows, (("Тема", "Срок", "Ответственный"), ("Обзор книг", "март", "Ким А.А.")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    assert [(item.topics, item.when) for item in items(page.saved())] == [(("Обзор книг",), "март")]


def test_hidden_text_is_left_out_and_told(paper: Paper, element: Element) -> None:
    """What Word hides nobody sees on paper; the coordinator hears of it."""
    page = paper()
    page.row("1", "Тема", "май", "").cells[1].paragraphs[0]._p.append(element("r", "<w:rPr><w:vanish/></w:rPr><w:t>тайна</w:t>"))
    document = read_word(page.saved())
    assert [problem.code for problem in document.problems] == ["hidden-text"]
    assert "тайна" in document.problems[0].text


def test_line_breaks_hyphens_and_tabs_are_kept(paper: Paper, element: Element) -> None:
    """w:br is a line, w:noBreakHyphen a hyphen, w:softHyphen nothing."""
    page = paper()
    page.row("1", "", "", "").cells[1].paragraphs[0]._p.append(
        element("r", "<w:t>Мастер</w:t><w:noBreakHyphen/><w:t>класс</w:t><w:br/><w:t>чи</w:t><w:softHyphen/><w:t>тателей</w:t>"))
    table = next(block for block in read_word(page.saved()).blocks if isinstance(block, Table))
    assert table.rows[1][1].text == "Мастер-класс\nчитателей"


def test_footnotes_are_told(paper: Paper) -> None:
    """A note below the page is no part of a row; the line that Word draws above the notes is no note."""
    page = paper()
    page.row("1", "Семинар", "октябрь", "Иванова И.И.")
    notes = f'<w:footnotes {nsdecls("w")}>' + "".join(
        f'<w:footnote w:id="{number}"{kind}><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
        for number, kind, text in ((0, ' w:type="separator"', "черта"), (2, "", "Место уточняется"))) + "</w:footnotes>"
    part = Part(PackURI("/word/footnotes.xml"), "application/xml", notes.encode(), page.docx.part.package)
    page.docx.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes")
    told = read_word(page.saved()).problems
    assert [(problem.code, problem.text) for problem in told] == [("footnote", "Сноска: «Место уточняется».")]


def test_what_is_struck_out_is_left_out_and_told(paper: Paper, element: Element) -> None:
    """A day crossed out beside a new one is no day of the row; «w:strike» set to false strikes nothing."""
    page = paper()
    when = page.row("1", "Семинар", "", "Иванова И.И.").cells[2].paragraphs[0]
    when.add_run("15 ").font.strike = True
    when.add_run("октября").font.strike = True
    when.add_run(" 22 октября").font.strike = False
    page.row("2", "", "ноябрь", "Иванова И.И.").cells[1].paragraphs[0]._p.append(
        element("r", "<w:rPr><w:dstrike/></w:rPr><w:t>Поездка</w:t>"))
    document = read_word(page.saved())
    assert [problem.text for problem in document.problems] == ["Зачёркнутое не прочитано: «15 октября».", "Зачёркнутое не прочитано: «Поездка»."]
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert [cell.text.strip() for cell in (table.rows[1][2], table.rows[2][1])] == ["22 октября", ""]


def test_what_a_style_strikes_out_is_left_out(paper: Paper) -> None:
    """A style of letters or of the paragraph, also through the style it is based on; «no» beside the letters takes it back."""
    page = paper()
    for name, kind, base in (("Снято", WD_STYLE_TYPE.CHARACTER, None), ("Снятая строка", WD_STYLE_TYPE.PARAGRAPH, None),
                             ("Снято совсем", WD_STYLE_TYPE.CHARACTER, "Снято")):
        style = page.docx.styles.add_style(name, kind)
        style.base_style, style.font.strike = (page.docx.styles[base], None) if base else (None, True)
    when = page.row("1", "Семинар", "", "Иванова И.И.").cells[2].paragraphs[0]
    when.add_run("15 октября", style="Снято совсем")
    when.add_run(" 22 октября", style="Снято").font.strike = False
    page.styled(page.row("2", "Поездка", "ноябрь", "Иванова И.И.").cells[1], "Снятая строка")
    document = read_word(page.saved())
    assert [problem.text for problem in document.problems] == ["Зачёркнутое не прочитано: «15 октября».", "Зачёркнутое не прочитано: «Поездка»."]
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert [cell.text.strip() for cell in (table.rows[1][2], table.rows[2][1])] == ["22 октября", ""]


def test_comments_and_running_heads_are_told(paper: Paper) -> None:
    """A colleague's word in the margin may change a date; a page number says nothing."""
    page = paper()
    for topic, when in (("Семинар", "октябрь"), ("Смотр", "май")):
        run = page.row("1", topic, when, "Иванова И.И.").cells[2].paragraphs[0].runs[0]
        page.docx.add_comment([run], text="Перенести?", author="Ким А.А.")
    page.docx.sections[0].header.paragraphs[0].text = "Приложение 1"
    page.docx.sections[0].footer.paragraphs[0].text = "Страница 2 из 3"
    assert [(problem.code, problem.text) for problem in read_word(page.saved()).problems] == [
        ("comment", "Примечание на полях к «октябрь»: «Перенести?»."), ("comment", "Примечание на полях к «май»: «Перенести?»."),
        ("text-outside", "Текст вне строк плана: «Приложение 1».")]


def test_words_around_what_is_struck_out_stay_apart(paper: Paper) -> None:
    """«Обзор[ новых ]книг»: the blanks went with the word; a struck ending leaves none."""
    page = paper()
    topic = page.row("1", "Обзор", "октябрь", "Иванова И.И.").cells[1].paragraphs[0]
    for text, struck in ((" новых ", True), ("книг", False), ("и", True), (" и журналов", False)):
        topic.add_run(text).font.strike = struck
    assert items(page.saved())[0].topics == ("Обзор книг и журналов",)


def test_an_address_behind_words_is_told(paper: Paper) -> None:
    """«подключиться» has the address that participants need; an address written out, and a letter box, are said already."""
    page = paper()
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    for words, address in (("подключиться", "https://example.org/room"), ("https://example.org", "https://example.org/"),
                           ("www.example.org", "http://www.example.org/"),
                           ("написать", "mailto:lib@example.org")):
        paragraph = page.row("1", "Вебинар ", "май", "").cells[1].paragraphs[0]._p
        key = page.docx.part.relate_to(address, links, is_external=True)
        paragraph.append(parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{key}"><w:r><w:t>{words}</w:t></w:r></w:hyperlink>'))
    document = read_word(page.saved())
    assert [(problem.code, problem.text) for problem in document.problems] == [
        ("link", "Под словами «подключиться» ссылка: https://example.org/room")]
    assert understand(document)[0].items[0].topics == ("Вебинар подключиться",)


def test_a_whole_cell_that_nobody_filled_in_stays_an_empty_cell(paper: Paper) -> None:
    """Word puts a field that fills a cell around the cell: without it the row's other cells stood in their neighbours' columns."""
    page = paper("№", "Место", "Участники", "Дата", "Тема")
    page.row("1", "СШ № 5", "СШ № 6", "25.09.2022", "Обмен опытом")
    cell = page.row("2", "Место для ввода текста.", "СШ № 7", "26.09.2022", "Итоги").cells[1]._tc
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent/></w:sdt>")
    cell.addprevious(control)
    control[1].append(cell)
    assert [(item.places, item.extra) for item in items(page.saved())] == [
        (("СШ № 5",), (("Участники", "СШ № 6"),)), ((), (("Участники", "СШ № 7"),))]


def test_signs_of_other_fonts_are_seen(paper: Paper) -> None:
    """A tick from «Вставка → Символ», and one that Word writes twice, for old programs too; a box that nobody ticked says nothing."""
    page = paper("№", "Мероприятие", "Сентябрь", "Октябрь")
    tick, box = (f'<w:r {nsdecls("w")}><w:sym w:font="Wingdings" w:char="{code}"/></w:r>' for code in ("F0FC", "F0A8"))
    twice = (f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:se="urn:x">'
             '<mc:AlternateContent><mc:Choice Requires="se"><se:symEx/></mc:Choice><mc:Fallback><w:t>✔</w:t></mc:Fallback>'
             '</mc:AlternateContent></w:r>')
    for number, (topic, signs) in enumerate((("Обзор", (box, tick)), ("Смотр", (twice, ""))), start=1):
        row = page.row(str(number), topic, "", "")
        for cell, sign in zip(row.cells[2:], signs, strict=True):
            cell.paragraphs[0]._p.extend([parse_xml(sign)] if sign else [])
    assert [item.when for item in items(page.saved())] == ["Октябрь", "Сентябрь"]
    days = paper()
    when = days.row("1", "Смотр", "12", "").cells[2].paragraphs[0]
    for font, code in (("Symbol", "F02D"), ("Wingdings", "F04A"), ("Arial", "2713"), ("Arial", "D800")):
        when._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:sym w:font="{font}" w:char="{code}"/></w:r>'))
    assert items(days.saved())[0].when == "12-•✓•"


def test_a_deleted_or_moved_point_leaves_no_number(paper: Paper) -> None:
    """«Первый⏎2.⏎3. Третий» was a meeting's agenda: the text had gone, its automatic number had stayed."""
    for gone, inside in (("del", "<w:del {0}><w:r><w:delText>Второй</w:delText></w:r></w:del>"),
                         ("moveFrom", "<w:moveFrom {0}><w:r><w:t>Второй</w:t></w:r></w:moveFrom>")):
        page = paper()
        cell = page.row("1", "Заседание", "октябрь", "").cells[1]
        first, second, third = (cell.add_paragraph(text, style="List Number")._p for text in ("Первый", "", "Третий"))
        second.append(parse_xml(inside.format(nsdecls("w"))))
        second.get_or_add_pPr().append(parse_xml(f"<w:rPr {nsdecls('w')}><w:{gone}/></w:rPr>"))
        assert [block.rows[1][1].paragraphs for block in read_word(page.saved()).blocks if isinstance(block, Table)] == [
            ("Заседание", "1. Первый", "2. Третий")]
        first.get_or_add_pPr().append(parse_xml(f"<w:rPr {nsdecls('w')}><w:{gone}/></w:rPr>"))
        assert [block.rows[1][1].paragraphs for block in read_word(page.saved()).blocks if isinstance(block, Table)] == [
            ("Заседание", "1. ПервыйТретий")]
        assert third is not None


def test_what_a_style_hides_is_left_out_and_told(paper: Paper) -> None:
    """A day that nobody sees is no second day of the row."""
    page = paper()
    page.docx.styles.add_style("Служебное", WD_STYLE_TYPE.CHARACTER).font.hidden = True
    page.row("1", "Смотр", "15.10.2022", "").cells[2].paragraphs[0].add_run(" 22.10.2022", style="Служебное")
    document = read_word(page.saved())
    assert [problem.text for problem in document.problems] == ["Скрытый текст не прочитан: «22.10.2022»."]
    assert understand(document)[0].items[0].when == "15.10.2022"


def test_what_stands_under_a_merged_cell_is_left_out_and_told(paper: Paper, element: Element) -> None:
    """Word shows the first cell's text alone; the same text below it is nothing to tell, and a cell that goes on from none shows its own."""
    page = paper()
    rows = [page.row(str(number), topic, when, "Ким А.А.") for number, topic, when in (
        (1, "Обзор", "15.10.2022"), (2, "Смотр", "20.11.2022"), (3, "Конкурс", "15.10.2022"), (4, "Слёт", "май"), (5, "Итоги", "июнь"))]
    for row, value in zip(rows, ("restart", "continue", "continue", None, "continue"), strict=True):
        if value is not None:
            row.cells[2]._tc.get_or_add_tcPr().append(parse_xml(f'<w:vMerge {nsdecls("w")} w:val="{value}"/>'))
    document = read_word(page.saved())
    assert [(problem.code, problem.text) for problem in document.problems] == [
        ("hidden-text", "Текст под объединённой клеткой не виден и не прочитан: «20.11.2022».")]
    assert [item.when for item in understand(document)[0].items] == ["15.10.2022"] * 3 + ["май", "июнь"]


def test_a_row_whose_topic_is_struck_out_takes_none_from_above(paper: Paper) -> None:
    """Who crosses out a meeting may leave its day: people were invited to the one above it on that day. The row is told."""
    page = paper()
    page.row("1", "Семинар", "22.10.2022 14:30", "Ким А.А.")
    page.row("2", "", "22.11.2022 14:30", "Ким А.А.").cells[1].paragraphs[0].add_run("Слёт").font.strike = True
    plan, problems = understand(read_document(page.saved()))
    assert [(item.topics, item.when) for item in plan.items] == [(("Семинар",), "22.10.2022 14:30")]
    assert [problem.text for problem in problems if problem.code == "no-topic"] == [
        "таблица 1, строка 3: строка без темы: 2 | 22.11.2022 14:30 | Ким А.А."]


def test_a_text_box_that_was_deleted_is_gone(paper: Paper) -> None:
    """Under track changes a box goes with its words; one inside another is read once."""
    page = paper()
    when = page.row("1", "Смотр", "15.10.2022", "Ким А.А.").cells[2].paragraphs[0]._p
    box = "<w:r><w:pict><w:txbxContent><w:p>{}</w:p></w:txbxContent></w:pict></w:r>"
    word = "<w:r><w:t>{}</w:t></w:r>"
    when.append(parse_xml(f"<w:del {nsdecls('w')}>{box.format(word.format('22.10.2022'))}</w:del>"))
    when.append(parse_xml(f"<w:ins {nsdecls('w')}>{box.format(word.format('14:30') + box.format(word.format('ЦДО')))}</w:ins>"))
    table = next(block for block in read_word(page.saved()).blocks if isinstance(block, Table))
    assert table.rows[1][2].paragraphs == ("15.10.2022", "14:30", "ЦДО")


def test_an_hour_written_as_an_equation_keeps_its_minutes(paper: Paper) -> None:
    """«14³⁰» by «Вставка → Уравнение»: the minutes alone, or the whole of it, were nothing, and 14:00 was sure."""
    page = paper()
    space = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    hour, minutes = (f"<m:r><m:t>{figure}</m:t></m:r>" for figure in ("14", "30"))
    for number, (before, base) in enumerate((("в 14", "<m:r><m:t/></m:r>"), ("в ", hour)), start=1):
        when = page.row(str(number), f"Смотр {number}", f"15.10.2022 {before}", "").cells[2].paragraphs[0]._p
        when.append(parse_xml(f"<m:oMath {space}><m:sSup><m:e>{base}</m:e><m:sup>{minutes}</m:sup></m:sSup></m:oMath>"))
    assert [item.when for item in items(page.saved())] == ["15.10.2022 в 14:30"] * 2


@pytest.mark.parametrize(("inserted", "told"), [
    ('<w:altChunk {w} {r} r:id="rId99"/>', ["В документ вставлен текст из другого файла: его строки не прочитаны."]),
    ('<w:p {w}><w:r><w:object><o:OLEObject {o} Type="Embed" ProgID="Excel.Sheet.12"/></w:object></w:r></w:p>',
     ["В документ вставлен лист Excel или другой документ: его строки не прочитаны."]),
    ('<w:p {w}><w:r><w:object><o:OLEObject {o} Type="Embed" ProgID="Equation.3"/></w:object></w:r></w:p>', [])])
def test_rows_of_another_file_in_the_document_are_told(paper: Paper, inserted: str, told: list[str]) -> None:
    """Word shows them as its own: a plan that a program put together, a sheet pasted as an object."""
    page = paper()
    page.row("1", "Тема", "октябрь", "Иванова И.И.")
    office = 'xmlns:o="urn:schemas-microsoft-com:office:office"'
    page.docx.element.body.insert(0, parse_xml(inserted.format(w=nsdecls("w"), r=nsdecls("r"), o=office)))
    assert [problem.text for problem in read_word(page.saved()).problems if problem.code == "inserted-unread"] == told
