"""The rehearsal's page in headless Chromium: filters, people and mails work from a file, without a network or a complaint."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from support.rehearsed import Rehearsed, autumn, words

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr",
         "--virtual-time-budget=3000")

pytestmark = [pytest.mark.integration, pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")]


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsed]:
    """The autumn of the unit tests, its page written."""
    rehearsed, year = autumn(tmp_path_factory.mktemp("usual"))
    rehearsed.write()
    yield rehearsed
    year.close()


@pytest.fixture
def browse(usual: Rehearsed, tmp_path: Path) -> "Browser":
    """Opens the page."""
    return Browser(usual.folder / "index.html", tmp_path / "profile")


class Browser:
    """A browser started once for each look: ``look(hash)`` gives the page as it stands then."""

    def __init__(self, page: Path, profile: Path) -> None:
        self._page, self._profile = page, profile

    def run(self, state: str, *options: str) -> str:
        """The output; anything the page complained of on the console fails."""
        assert CHROMIUM is not None
        done = subprocess.run([CHROMIUM, *QUIET, f"--user-data-dir={self._profile}", *options, f"{self._page.as_uri()}#{state}"],
                              capture_output=True, text=True, timeout=120, check=True)
        assert not re.findall(r".*CONSOLE.*", done.stderr)
        return done.stdout

    def look(self, state: str) -> html.HtmlElement:
        """The document after its script ran."""
        return html.document_fromstring(self.run(state, "--dump-dom"))


def visible(page: html.HtmlElement) -> list[html.HtmlElement]:
    """The year's mailings that are not hidden."""
    return page.xpath("//section[@id='year']//details[contains(@class, 'mail')][not(ancestor-or-self::*[@hidden])]")


def found(page: html.HtmlElement) -> str:
    """What is announced."""
    return words(page.get_element_by_id("found"))


def test_without_a_filter_everything_is_there(usual: Rehearsed, browse: Browser) -> None:
    """The year is what opens first."""
    page = browse.look("")
    assert "current" in page.get_element_by_id("year").get("class")
    assert len(visible(page)) == len(page.xpath("//template"))


def test_filters_by_kind_role_and_month(usual: Rehearsed, browse: Browser) -> None:
    """Only what fits all of them stays, and the number is said."""
    page = browse.look("role=librarian&kind=reminder&month=2020-11")
    assert {(one.get("data-role"), one.get("data-kind"), one.get("data-date")[:7]) for one in visible(page)} == {
        ("librarian", "reminder", "2020-11")}
    letters = [line for line in usual.lines() if line["kind"] == "reminder" and str(line["at"]).startswith("2020-11")]
    assert f"({len(letters)} пис" in found(page)


def test_filter_by_row(browse: Browser) -> None:
    """A row's mails, her questions about it, and its event."""
    page = browse.look("item=prak-2")
    assert all("prak-2" in one.get("data-items").split() for one in visible(page))
    assert {"invitation", "digest", "cancellation"} <= {one.get("data-kind") for one in visible(page)}
    assert "1 событие" in found(page)


def test_words_inside_letters_are_found(browse: Browser) -> None:
    """Case does not matter; the letter's own text is searched, not only its title."""
    page = browse.look("role=librarian&q=%D0%9A%D0%90%D0%A0%D0%90%D0%9D%D0%A2%D0%98%D0%9D")  # КАРАНТИН
    assert [one.get("data-kind") for one in visible(page)] == ["cancellation"]


def test_finding_nothing_is_said(browse: Browser) -> None:
    """No empty page without a word."""
    page = browse.look("q=zzzz")
    assert visible(page) == []
    assert found(page).startswith("Ничего не найдено")


def test_a_person_s_mails_in_order(usual: Rehearsed, browse: Browser) -> None:
    """As many as the journal has for her, and the bars add up."""
    page = browse.look("view=people&person=vera@mail.example")
    mine = [line for line in usual.lines() if line["to"] == "vera@mail.example"]
    box = page.get_element_by_id("person")
    assert len(box.xpath(".//ol[@class='history']//details")) == len(mine)
    assert sum(int(words(one)) for one in box.xpath(".//ul[@class='bars']//b")) == len(mine)
    assert words(box.xpath("h3")[0]) == "Вера Сидорова"


def test_a_mail_opens_with_its_calendar_and_recipients(usual: Rehearsed, browse: Browser) -> None:
    """The letter as its recipient sees it, sized to its content; links to all files."""
    number = browse.look("kind=change").xpath("//details[@data-kind='change']/@data-n")[0]
    opened = browse.look(f"mail={number}").get_element_by_id(f"e-{number}")
    assert opened.get("open") is not None
    assert int(re.findall(r"height: (\d+)px", opened.xpath(".//iframe/@style")[0])[0]) > 200
    assert "SEQUENCE 1" in words(opened.xpath(".//aside")[0])
    files = {line["eml"] for line in usual.lines() if line["kind"] == "change"}
    assert set(opened.xpath(".//ol[@class='recipients']//a[starts-with(@href, 'mail/')]/@href")) == files


def test_the_plan_is_printed_alone(browse: Browser, tmp_path: Path) -> None:
    """Five rows fit one landscape A4, whatever was on the screen."""
    target = tmp_path / "plan.pdf"
    browse.run("view=year", f"--print-to-pdf={target}", "--no-pdf-header-footer")
    data = target.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 84[12]\.?\d* 59[45]", data)


PROBE = """<!doctype html><title>-</title><iframe src="index.html#STATE" style="width:360px;height:800px;border:0"></iframe>
<script>onload = () => setTimeout(() => {
  const page = document.querySelector("iframe").contentDocument.documentElement;
  document.title = page.scrollWidth - page.clientWidth;
}, 500)</script>"""


@pytest.mark.parametrize("state", ["view=year", "view=people&person=vera@mail.example", "view=open", "view=plan", "mail=20"])
def test_a_phone_needs_no_sideways_scrolling(state: str, browse: Browser, usual: Rehearsed, tmp_path: Path) -> None:
    """At 360 pixels, narrower than most, nothing is wider than the screen."""
    probe = usual.folder / "probe.html"
    probe.write_text(PROBE.replace("STATE", state), encoding="utf-8")
    shown = html.document_fromstring(Browser(probe, tmp_path / "profile").run("", "--dump-dom", "--allow-file-access-from-files"))
    assert shown.findtext(".//title") == "0"
