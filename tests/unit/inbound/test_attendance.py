"""«Приду» and «не приду» in words: what counts as an answer, with a remark or an excuse, and what is a letter."""

import time

import pytest
from support.mails import heard, mail

from notifier.core.inbound.attendance import Coming, attendance
from notifier.core.inbound.wishes import wishes
from notifier.model.fact import Partstat
from notifier.model.heard import Human

YES, NO, MAYBE = Partstat.ACCEPTED, Partstat.DECLINED, Partstat.TENTATIVE


@pytest.mark.parametrize(("text", "said"), [
    ("Добрый день!\nПриду", YES), ("Здравствуйте!\n\nК сожалению, не смогу прийти.", NO), ("Приду обязательно, спасибо!", YES),
    ("Спасибо за приглашение, будем", YES), ("Возможно, приду", MAYBE), ("Под вопросом", MAYBE), ("Буду👍", YES), ("Приветствую, коллеги! Буду", YES), ("Ещё раз спасибо, приду", YES), ("Ок, приду", YES), ("+", YES),
    ("Увы, не приду(", NO), ("Присутствовать не смогу", NO), ("Не смогу быть на этой встрече", NO), ("Приму участие", YES), ("нет", NO), ("Нет, не приду", NO), ("+\nИванова А.А.", YES),
    ("Буду присутствовать", YES), ("Помню, буду", YES), ("Приду. С уважением, Анна Петрова, библиотекарь", YES), ("Не приду. С уважением, Петрова", NO),
    ("Здравствуйте, Ирина Викторовна! Приду.", YES), ("Ирина Викторовна, добрый день! Не приду", NO),
    ("Спасибо за напоминание, приду", YES), ("Подтверждаю участие", YES), ("Меня не будет", NO),
    ("Добрый день, Ирина Викторовна!\nНе приду", NO), ("Ирина Викторовна, добрый день!\n\nПриду", YES), ("Хорошо, спасибо!\nБуду", YES)])
def test_an_answer_that_says_just_that(text: str, said: Partstat) -> None:
    """Greetings, thanks and signs aside."""
    assert attendance(text) == Coming(said)


@pytest.mark.parametrize("text", [
    "Не приду, болею", "Не смогу прийти по семейным обстоятельствам", "К сожалению, не смогу: уроки", "Не приду. Заболел ребёнок.",
    "не буду - курсы", "Болею, не приду", "Я на больничном и не смогу прийти", "У нас педсовет, поэтому не приду", "Не приду (отпуск)",
    "Не приду из-за карантина", "Не приду, я в Москве", "Не приду, извините, уроки", "Не приду, Вам уже звонили из школы", "Не приду, болею\nПлохо себя чувствую",
    "На больничном, меня не будет", "К сожалению, нас не будет: карантин"])
def test_an_excuse_beside_a_no_leaves_it_a_no(text: str) -> None:
    """Behind it or ahead of it."""
    said = attendance(text)
    assert said == Coming(NO, remark=True)
    assert said.excuse


@pytest.mark.parametrize(("text", "said"), [
    ("Приду, но опоздаю на 20 минут", YES), ("Приду с коллегой, можно?", YES), ("Приду. С уважением, Петрова. Опоздаю", YES), ("Обязательно буду! Что принести?", YES),
    ("Будем вдвоём с заведующей", YES), ("Под вопросом, отвечу ближе к дате", MAYBE), ("Буду с опозданием", YES),
    ("Приду на 20 минут позже", YES), ("Участие подтверждаю, Петрова А.", YES)])
def test_a_remark_beside_an_answer_is_no_excuse(text: str, said: Partstat) -> None:
    """It waits for a person's answer."""
    coming = attendance(text)
    assert coming == Coming(said, remark=True)
    assert not coming.excuse


@pytest.mark.parametrize("text", [
    "Не приду, если не найдут замену", "Если заболею, не приду", "Не приду вовремя, задержусь", "Не приду, вместо меня придёт Сидорова",
    "Не приду на вебинар, а на семинар приду", "Не приду, подключусь онлайн", "Не приду?", "Придём вдвоём с учителем литературы?", "А если не приду, что будет?", "Вера заболела и не придёт",
    "Сидорова пишет, не приду", "Не одна я думаю, не приду", "Не приду, может быть", "Не приду, но отправлю коллегу", "не приду 26-го",
    "Приду, если отпустят", "Приду, но 26-го", "Приду, возможно", "Приду, только не знаю, когда", "Буду в отпуске", "Нет, это не мой адрес",
    "Не приду, пойдёт коллега", "Не приду, Иванова от нас", "Анна Викторовна не придёт", "Не приду, Анна Викторовна от нас", "Не приду, к концу подойду", "Не приду, опоздаю", "Не смогу, посмотрю трансляцию",
    "Не приду, перенесите на другой день", "Не приду. Пришлите презентацию", "Не могу, ссылка не открывается", "Не получается, письмо пустое",
    "Не знаю, о чём речь", "Возможно, вы ошиблись адресом", "Может быть, перенести на пятницу?", "Приду, но в четверг", "Приду, в следующий раз",
    "Буду: в отпуске", "Не приду\nХотя нет, приду", "Приду\nОй, нет, не приду", "Не приду, болею\nПриду, если отпустят\nНет, всё-таки приду",
    "+\nНо у меня вопрос: где это?", "Не приду, " + "очень " * 80 + "занята", "Да, но где это?", "Нет ссылки", "Меня не будет до 15:00", "Меня не будет 26 ноября",
    "Меня не будет, придёт коллега", "А меня не будет?", "Не приду на 15 минут раньше", "Подтверждаю участие Ивановой", "Подтверждаю участие, если отпустят", "Участие подтверждаю позже",
    "Приду на 20 минут позже, если успею", "Буду с опозданием или не буду", "Спасибо за информацию, буду думать", "Не могу открыть вложение", "Почему не 26-го? 19-го не могу", "Буду признательна за ответ", "Буду благодарна", "Приду, в нояюре", "Придём вдвоём, но 17 нояря",
    "Придём вдвоём в первую декаду", "Не приду, будет Ольга Петровна", "Спасибо!\nДобрый день\nЗдравствуйте\nприду", ""])
def test_conditions_doubts_other_people_and_other_days_are_no_answer(text: str) -> None:
    """A letter for the coordinator: nobody is silenced by a guess."""
    assert attendance(text) is None


@pytest.mark.parametrize("text", ["Не приду,\nесли не найдут замену", "Не приду\nтолько если заболею", "да,\nвсё верно", "Да,\nможно"])
def test_a_condition_on_the_next_line_belongs_to_the_answer(text: str) -> None:
    """A mail program wraps a sentence anywhere."""
    assert attendance(text) is None


def test_what_stands_below_a_greeting_and_the_quotation_is_hers() -> None:
    """The Bat! greets above the quotation and answers below it."""
    text = "Здравствуйте, ГМО.\n\nВы писали 26 октября 2020 г., 9:00:00:\n\nГМО> Приглашаем вас.\n\nНе приду, болею\n"
    letter = heard(mail(text))
    assert isinstance(letter, Human)
    assert (letter.top, letter.words) == ("", "Не приду, болею")
    both = heard(mail(text.replace("Здравствуйте, ГМО.", "Спасибо!")))
    assert isinstance(both, Human)
    assert both.words == "Спасибо!\nНе приду, болею"


def test_a_long_hostile_line_is_left_at_once() -> None:
    """Marks without end, and thousands of lines."""
    begun = time.process_time()
    for text in ("a!" * 20_000 + ",b", " " * 40_000 + "x", "не приду, " * 4_000, "болею! " * 5_000 + "не приду,", "приду\n" + "не приду! а\n" * 5_000):
        attendance(text)
        wishes("", text)
    assert time.process_time() - begun < 2
