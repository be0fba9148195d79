"""Only what she wrote herself is read: the quotation below is ours."""

import time
import unicodedata

import pytest

from notifier.core.inbound.body import html_text
from notifier.core.inbound.top import own_words

QUOTATIONS = [
    "> отмена",
    "чт, 15 окт. 2020 г. в 11:00, ГМО <gmo@cdo.example>:",
    "чт, 15 окт. 2020 г. в 11:00, ГМО школьных библиотекарей Смоленска <\ngmo@cdo.example>:",
    "15.10.2020 11:00, ГМО пишет:",
    "15 октября 2020 г. 11:00:00 GMT+03:00, ГМО <gmo@cdo.example> пишет:",
    "On Thu, Oct 15, 2020 at 11:00 AM GMO <gmo@cdo.example> wrote:",
    "On Thu, Oct 15, 2020 at 11:00 AM GMO <gmo@cdo.example>\nwrote:",
    "15.10.2020, 11:00, \"ГМО\" <gmo@cdo.example>:",
    "Четверг, 15 октября 2020, 11:00 +03:00 от ГМО <gmo@cdo.example>:",
    "-----Исходное сообщение-----",
    "-----Original Message-----",
    "-------- Пересылаемое сообщение --------",
    "---------- Forwarded message ---------",
    "Начало переадресованного сообщения:",
    "________________________________",
    "От: ГМО <gmo@cdo.example>",
    "From: gmo@cdo.example",
    "-- ",
    "С уважением, Иващенко",
    "Отправлено с iPhone",
    "Отправлено из мобильной Почты Mail.ru",
    "Sent from my iPhone",
    "2020-10-15 11:00 GMT+03:00 ГМО <gmo@cdo.example>:",
    "15 окт. 2020 г., в 11:00, ГМО школьных библиотекарей Смоленска\n<gmo@cdo.example> написал(а):",
    "15.10.2020 11:00 пользователь \"ГМО библиотекарей\" <\ngmo@cdo.example> написал:",
    "15 октября 2020 г. 11:00:00 GMT+03:00, ГМО библиотекарей\n<gmo@cdo.example> пишет:",
    "15.10.2020 11:00,\nГМО библиотекарей\n<gmo@cdo.example> пишет:",
    "On Thu, 15 Oct 2020 11:00:00 +0300\nГМО <gmo@cdo.example> wrote:",
    "В Thu, 15 Oct 2020 11:00:00 +0300\nГМО <gmo@cdo.example> пишет:",
    "On Thu, Oct 15, 2020 at 11:00 AM GMO\n<gmo@cdo.example>wrote:",
    "Четверг, Октябрь 15, 2020 11:00 MSK, ГМО <gmo@cdo.example> писал:",
    "---- On Thu, 15 Oct 2020 11:00:50 +0300 gmo@cdo.example wrote ----",
    "Date: Thu, 15 Oct 2020 11:00:00 +0300\nSubject: Заседание 19.11\nFrom: gmo@cdo.example",
    "Дата: Thu, 15 Oct 2020 11:00:00 +0300\nТема: Заседание 19.11\nОт: ГМО",
    "От: ГМО библиотекарей\nДата: четверг, 15 октября 2020 г. в 11:00\nКому: Анна\nТема: заседание 19.11",
    "От кого: ГМО <gmo@cdo.example>\nКому: Анна\nДата: Четверг, 15 октября 2020, 11:00 +03:00",
]


@pytest.mark.parametrize("quotation", QUOTATIONS)
def test_the_top_ends_where_a_quotation_or_signature_begins(quotation: str) -> None:
    """Each program has its own line."""
    assert own_words(f"19.11 в 14:30\n\n{quotation}\n\nотмена\n")[0] == "19.11 в 14:30"


@pytest.mark.parametrize("line", ["Второй вариант, спасибо!", "Среда, 18 ноября в 14:30", "19 ноября 2020, 14:30", "2", "в четверг 19.11 в 14:30",
    "19.11.2020,"])
@pytest.mark.parametrize("quotation", QUOTATIONS)
def test_a_line_right_above_the_quotation_is_hers(line: str, quotation: str) -> None:
    """HTML mails leave no blank line between them; «Вт» is not the beginning of «Второй»."""
    assert own_words(f"{line}\n{quotation}\n\nотмена\n")[0] == line


@pytest.mark.parametrize("line", [
    "19.11.2020 в 14:30, СШ № 32, ответственный от школы Петрова", "teor-2: 19 ноября 2020 г., 14:30",
    "перенос с 19.11 на 26.11.2020 14:30",
    "Кому нужен список, пишите: в школу", "От школы будет Петрова", "Дата: 19.11.2020 14:30\nТема: планирование\nМесто: СШ № 32",
    "От: школы № 5\nДата: 19.11.2020 14:30", "Дата: 19.11 14.30\nОт: методиста Ивановой", "От кого: Петрова\nДата: 19.11 14:30\nТема: семинар",
])
def test_her_own_lines_are_no_quotation(line: str) -> None:
    """Dates, «от» and colons are ordinary words."""
    assert own_words(line)[0] == line


@pytest.mark.parametrize("html", [
    "<div>2</div><blockquote>отмена</blockquote>",
    '<div>2</div><div class="gmail_quote">отмена</div>',
    '<p>2</p><div id="divRplyFwdMsg">отмена</div>',
    '<p>2</p><div class="moz-cite-prefix">отмена</div>',
    "<style>отмена</style><p>2",
    "<script>отмена</script>2<!-- отмена -->",
])
def test_html_is_read_above_its_quotation(html: str) -> None:
    """As text, without style and script."""
    assert own_words(html_text(html))[0] == "2"


def test_broken_html_is_read_as_far_as_it_goes() -> None:
    """A thousand open tags are survived; a comment that never ends, ends the text."""
    assert html_text("<div>" * 1_000 + "2").strip() == "2"
    assert html_text("2<!-- отмена") == "2"
    assert html_text("<STYLE>отмена</STYLE>İ 2").endswith("2")


@pytest.mark.parametrize("piece", ["<", "<!", "<!--", "<![CDATA[", "<a ", "</", "<script", "&", "<?", "<a b='"])
def test_hostile_html_costs_no_time(piece: str) -> None:
    """256 KB of «<!--» were five minutes of ``html.parser`` (its time grows by the square)."""
    start = time.process_time()
    html_text(piece * (262_144 // len(piece)))
    assert time.process_time() - start < 2


def test_a_very_long_line_costs_no_time() -> None:
    """Patterns look at the beginning of a line only."""
    assert len(own_words("wrote " * 100_000)[0]) <= 4000


@pytest.mark.parametrize("line", [" " * 200 + "1 a 2020 1:00 <@" * 18, " " * 400 + ", " * 50, "От: " + " " * 490, "2020 1:00 <a@" * 38])
def test_lines_that_nearly_introduce_a_quotation_cost_no_time(line: str) -> None:
    """Two thousand of them were 40 s."""
    start = time.process_time()
    own_words("\n".join([f"{line} x"] * 100))
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("below", [
    "*От:* ГМО <gmo@cdo.example>\n*Отправлено:* 20 октября 2020 г. 10:00\n*Кому:* anna@school1.example\n\nteor-2: отмена",
    "От: ГМО школьных библиотекарей\nОтправлено: 20 октября 2020 г. 10:00\n\nteor-2: отмена",
    "ГМО школьных библиотекарей писал(а) 2020-10-20 10:00:\n> teor-2: отмена",
    "ГМО <gmo@cdo.example> написал(а) 20 октября 2020 г. 10:00:00 GMT+03:00:\n> teor-2: отмена",
    "С ув. Анна", "С ув., Анна", "Искренне Ваша,\nАнна", "Скачайте Outlook для iOS", "Получить Outlook для Android<https://aka.ms/x>"])
def test_the_top_ends_also_where_rarer_programs_quote_and_sign(below: str) -> None:
    """Outlook's block with bold letters as text or a name alone, Roundcube, K-9, Outlook's advertising: none of it is hers."""
    assert own_words(f"Приду\n\n{below}")[0] == "Приду"


@pytest.mark.parametrize("below", ["С ув. учащимися договорились на 26.11", "Искренне ваша, teor-2: 26.11", "Загрузите Outlook-файл, teor-2: 26.11"])
def test_a_line_that_only_begins_like_a_signature_is_hers(below: str) -> None:
    """A name stands behind «с ув.», the telephone's system behind «Outlook»: an order behind them was not read."""
    assert own_words(f"Добрый день!\n{below}")[0] == f"Добрый день!\n{below}"


def test_lines_that_a_page_keeps_as_they_are_stay_lines() -> None:
    """<pre>: a letter of three lines is none of one."""
    assert html_text("<pre>Приду\r\n\r\nС уважением,\r\nАнна</pre>да").split("\n") == ["Приду", "С уважением,", "Анна", "да"]


def test_a_letter_of_two_signs_is_one() -> None:
    """«й» as Macs write it."""
    assert own_words(unicodedata.normalize("NFD", "Без напоминаний"))[0] == "Без напоминаний"


def test_a_sentence_with_a_day_and_an_hour_in_it_is_no_quotation() -> None:
    """Roundcube's introduction ends with both; what she tells of a letter goes on, and her order stood below."""
    text = "Мне писали 5.10.2020, что в 14:30 занято:\nteor-2: 26.11 в 15:00"
    assert own_words(text)[0] == text
