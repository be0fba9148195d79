"""One file without a network, light enough for a phone, safe against the texts it shows."""

import base64
import hashlib
import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html
from support.rehearsed import PEOPLE, PLAN, Rehearsed, entries, lay_down, panel, words
from support.year import Year

from notifier.edges.templates import load_templates
from notifier.flows.rehearsal import page as page_module
from notifier.flows.rehearsal.page.sheet import data


def test_nothing_is_loaded_from_anywhere(page: html.HtmlElement) -> None:
    """No script, style, image or font has an address; the policy forbids what is not inside."""
    assert page.xpath("//script/@src | //link/@href | //img/@src | //iframe/@src | //*[@onclick]") == []
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    style = page.xpath("//style")[0].text
    assert "url(" not in style
    assert "@import" not in style


def test_only_our_own_script_may_run(usual: Rehearsed) -> None:
    """The policy names the script by its hash, so that no text of a mail can become another."""
    text = usual.write().read_text(encoding="utf-8")
    script = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script[0].encode()).digest()).decode()
    assert len(script) == 1
    assert f"script-src 'sha256-{digest}'" in text


def test_hostile_texts_stay_texts(make_year: Callable[..., Year], tmp_path: Path) -> None:
    """Titles, names and schools with markup in them are shown as written."""
    evil = '</script><script>alert(1)</script><img src=x onerror=alert(1)>'
    plan = PLAN.replace("Круглый стол", evil).replace('when = "февраль 2021"', 'when = "24.09.2020 14:30"')
    year = make_year(plan=plan,
                     people=PEOPLE.replace("СШ № 1", evil).replace("Вера Сидорова", "</template><b>Вера</b>"))
    year.go("2020-09-02 10:00").arm().go("2020-09-04 12:00")
    rehearsed = lay_down(year, tmp_path / "out", "2020-09-01", "2020-09-04")
    page = rehearsed.page()
    assert len(page.xpath("//script")) == 2
    assert page.xpath("//*[@onerror] | //img | //b[text()='Вера']") == []
    assert any(evil in words(one) for one in page.xpath("//table[@class='plan']//td"))
    assert json.loads(page.get_element_by_id("payload").text)["people"][0][2].startswith("</script>")


def test_data_survives_its_escaping() -> None:
    """What the script parses is what was put in; nothing in it can end the script element."""
    value = {"a": ["</script>", "&amp;", "\u2028", "Ёж"]}
    assert "</" not in data(value)
    assert json.loads(data(value)) == value


def test_what_does_not_fit_is_linked_and_said(usual: Rehearsed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Librarians' letters stay longest."""
    monkeypatch.setattr(page_module, "MOST_PANEL_BYTES", 250_000)
    page = usual.page()
    cut = [entry for entry in entries(page) if "Письмо не вложено" in words(panel(page, entry))]
    assert {entry.get("data-role") for entry in cut} == {"coordinator"}
    assert f"{len(cut)} рассыл" in words(page.xpath("//header/p[@class='alert']")[0])
    assert [entry for entry in entries(page, role="librarian") if not panel(page, entry).xpath(".//iframe")] == []


def test_an_unarmed_year_is_said_to_be_one(make_year: Callable[..., Year], tmp_path: Path) -> None:
    """Nothing went to librarians: the page stands and says why."""
    year = make_year(plan=PLAN, people=PEOPLE)
    year.go("2020-09-10 12:00")
    page = lay_down(year, tmp_path / "out", "2020-09-01", "2020-09-10").page()
    assert "Рассылка участникам не была включена" in words(page.xpath("//header")[0])
    assert "без единого письма: 3" in words(page.xpath("//header")[0])


def test_an_empty_period_has_a_page(make_year: Callable[..., Year], tmp_path: Path) -> None:
    """No mails at all: months stand empty, the plan can be printed."""
    year = make_year(plan=PLAN, people=PEOPLE, start="2020-09-05 09:00")
    page = lay_down(year, tmp_path / "out", "2020-09-05", "2020-09-06").page()
    assert "В этом месяце ничего не происходит" in words(page.get_element_by_id("year"))
    assert len(page.xpath("//table[@class='plan']//tr[@id]")) == 5


def test_twice_the_same(usual: Rehearsed) -> None:
    """No clock, no chance: the same year gives the same page."""
    assert usual.write().read_bytes() == usual.write().read_bytes()


def test_mail_templates_are_undisturbed() -> None:
    """The page's templates live in a folder of their own, which mails do not see."""
    templates, problems = load_templates(None)
    assert problems == []
    assert not [name for name in templates.sources if name.startswith("page.") or name == "mail.html"]


def test_the_page_can_be_heard(page: html.HtmlElement) -> None:
    """Language, headings without gaps, names on every control and frame."""
    assert page.get("lang") == "ru"
    tags = [str(one.tag) for one in page.xpath("//body//*[not(ancestor::template)]")]
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert page.xpath("//iframe[not(@title)]") == []
    assert page.xpath("//section//select[not(ancestor::label)] | //section//input[not(ancestor::label)]") == []
    assert page.xpath("//button[not(normalize-space(text()))]") == []
