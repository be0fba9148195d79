"""The page shows and judges what is in the files, whatever the journal says."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

from support.rehearsed import Rehearsed, entries, panel, words

from notifier.flows.rehearsal.page.letter import parse_letter


def faults(rehearsed: Rehearsed) -> list[str]:
    """What the page complains of."""
    return [words(one) for one in rehearsed.page().xpath("//ul[@class='faults']/li")]


def edit_text(path: Path, change: Callable[[str], str]) -> None:
    """Change the plain text inside a mail."""
    data = path.read_bytes()
    head, _, rest = data.partition(b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n")
    body, mark, tail = rest.partition(b"\r\n--")
    text = change(b64decode(body).decode())
    lines = b64encode(text.encode())
    wrapped = b"\r\n".join(lines[at:at + 76] for at in range(0, len(lines), 76)) + b"\r\n"
    path.write_bytes(head + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + wrapped + mark + tail)


def test_a_usual_year_has_no_faults(usual: Rehearsed) -> None:
    """And the page says so."""
    page = usual.page()
    assert not page.xpath("//ul[@class='faults']")
    assert "Замечаний нет" in words(page.get_element_by_id("open"))


def test_a_mail_that_differs_is_shown_beside_the_others(tampered: Rehearsed) -> None:
    """One of three invitations names another hour: a second letter with its one recipient."""
    line = tampered.first(kind="invitation", to="vera@mail.example")
    edit_text(tampered.folder / str(line["eml"]), lambda text: text.replace("14:30", "15:30"))
    page = tampered.page()
    shown = panel(page, next(entry for entry in entries(page, kind="invitation") if "библиотечном" in words(entry)))
    assert [words(head) for head in shown.xpath(".//div[@class='variant']/h5")] == [
        "Письмо 1 из 2: 2 получателя", "Письмо 2 из 2: 1 получатель"]
    assert "15:30" in shown.xpath(".//div[@class='variant'][2]//pre")[0].text


def test_somebody_elses_address_is_a_fault(tampered: Rehearsed) -> None:
    """One person's address must not stand in another's mail."""
    line = tampered.first(kind="invitation", to="vera@mail.example")
    edit_text(tampered.folder / str(line["eml"]), lambda text: text + "\nОтвечала anna@mail.example\n")
    assert any("в письме для vera@mail.example есть чужой адрес: anna@mail.example" in fault for fault in faults(tampered))


def test_a_mail_in_another_persons_file_is_a_fault(tampered: Rehearsed) -> None:
    """To in the bytes against the journal."""
    line = tampered.first(kind="invitation", to="vera@mail.example")
    other = tampered.first(kind="invitation", to="anna@mail.example")
    (tampered.folder / str(line["eml"])).write_bytes((tampered.folder / str(other["eml"])).read_bytes())
    assert any("в поле To стоит «anna@mail.example», а в журнале vera@mail.example" in fault for fault in faults(tampered))


def test_a_subject_that_is_not_the_journals_is_a_fault(tampered: Rehearsed) -> None:
    """The page shows the subject of the bytes."""
    tampered.rewrite(lambda line: {**line, "subject": "Другая тема"} if line["kind"] == "change" else line)
    assert any("а в журнале «Другая тема»" in fault for fault in faults(tampered))


def test_a_missing_file_is_told(tampered: Rehearsed) -> None:
    """The rest of the page stands."""
    line = tampered.first(kind="invitation", to="vera@mail.example")
    (tampered.folder / str(line["eml"])).unlink()
    assert any("не читается" in fault for fault in faults(tampered))


def test_a_broken_calendar_is_told(tampered: Rehearsed) -> None:
    """Shown raw, with what is wrong."""
    line = tampered.first(kind="change", to="anna@mail.example")
    path = tampered.folder / str(line["eml"])
    head, mark, tail = path.read_bytes().partition(b"Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n")
    encoding, _, rest = tail.partition(b"\r\n\r\n")
    _, boundary, after = rest.partition(b"\r\n--")
    path.write_bytes(head + mark + encoding + b"\r\n\r\n" + b64encode(b"BEGIN:VCALENDAR\r\nnonsense") + b"\r\n" + boundary + after)
    assert any("календарь" in fault for fault in faults(tampered))


def test_any_bytes_make_a_letter() -> None:
    """Unknown charsets, broken base64, no headers at all: shown as far as it goes, never an exception."""
    letter = parse_letter(b"Subject: =?x-klingon?B?0L/RgNC40LLQtdGC?=\r\nContent-Type: text/plain; charset=x-klingon\r\n\r\n\xd0\xbf\xff")
    assert letter.text.startswith("п")
    assert parse_letter(b"").subject == ""
    assert parse_letter(b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n=!!!=").text == ""
    assert parse_letter(bytes(range(256)) * 40).calendar is None


def test_a_name_cannot_pose_as_an_address() -> None:
    """An encoded word that decodes to «<boss@school.example>» is a name."""
    word = b64encode(b"boss <boss@school.example>").decode()
    letter = parse_letter(f"To: =?utf-8?B?{word}?= <anna@mail.example>\r\n\r\n".encode())
    assert letter.address == "anna@mail.example"
