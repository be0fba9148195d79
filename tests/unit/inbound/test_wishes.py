"""A librarian's wishes: plain ones only."""

import pytest
from support.mails import heard, mail

from notifier.core.inbound.courtesies import says_more
from notifier.core.inbound.wishes import wishes
from notifier.model.heard import Human
from notifier.model.wish import Wanted, Wish

ITEMS = (("povy-3", "Вебинары профессиональных сообществ"), ("tvor-1", "Фестиваль «Читающая школа»"), ("teor-2", "Заседание"))


@pytest.mark.parametrize(("text", "wanted"), [
    ("стоп", Wanted(Wish.STOP)),
    ("СТОП!", Wanted(Wish.STOP)),
    ("unsubscribe", Wanted(Wish.STOP)),
    ("Отписаться от рассылки", Wanted(Wish.STOP)),
    ("Пожалуйста, больше не присылайте мне писем.", Wanted(Wish.STOP)),
    ("Прошу исключить меня из списка рассылки", Wanted(Wish.STOP)),
    ("только приглашения, без напоминаний", Wanted(Wish.NO_REMINDERS)),
    ("Доброго времени суток, Анна Ивановна! Не присылайте мне письма, огромное спасибо", Wanted(Wish.STOP)),
    ("Без напоминаний, пожалуйста", Wanted(Wish.NO_REMINDERS)),
    ("Не присылайте напоминаний", Wanted(Wish.NO_REMINDERS)),
    ("Прошу не присылать мне напоминания, приглашений достаточно", Wanted(Wish.NO_REMINDERS)),
    ("Отпишите меня от рассылки, пожалуйста. Я уволилась.", Wanted(Wish.STOP)),
    ("Я больше не работаю в школе, удалите меня из списка", Wanted(Wish.STOP)),
    ("Не присылайте мне приглашения на вебинары", Wanted(Wish.MUTE_ITEM, "povy-3")),
    ("Уволилась, прошу исключить из рассылки", Wanted(Wish.STOP)),
    ("Исключите меня из рассылки.\nИванова тоже уволилась.", Wanted(Wish.STOP)),
    ("подписать", Wanted(Wish.BACK)),
    ("Подпишите меня снова", Wanted(Wish.BACK)),
    ("без вебинаров", Wanted(Wish.MUTE_ITEM, "povy-3")),
    ("не приглашайте на фестиваль", Wanted(Wish.MUTE_ITEM, "tvor-1")),
    ("стоп povy-3", Wanted(Wish.MUTE_ITEM, "povy-3")),
])
def test_a_plain_wish_is_heard(text: str, wanted: Wanted) -> None:
    """In the first lines of the letter."""
    assert wishes("Re: Приглашение", f"Здравствуйте!\n{text}", items=ITEMS) == (wanted,)


@pytest.mark.parametrize(("text", "wanted"), [
    ("Не присылайте\nнапоминания", Wanted(Wish.NO_REMINDERS)), ("Прошу не присылать\nмне напоминания, приглашений достаточно", Wanted(Wish.NO_REMINDERS)),
    ("стоп\npovy-3", Wanted(Wish.MUTE_ITEM, "povy-3")), ("Не присылайте мне\nприглашения на вебинары", Wanted(Wish.MUTE_ITEM, "povy-3")),
    ("Отпишите меня\nот рассылки, если я уволюсь", None), ("Отпишите меня от рассылки,\nесли я уволюсь", None),
    ("Не присылайте\nнапоминания по выходным", None), ("Не присылайте приглашения на вебинары\nдо мая", None), ("teor-2:\nстоп", None),
    ("Стоп\n\nдо свидания", Wanted(Wish.STOP)), ("Ирина,\nстоп", Wanted(Wish.STOP)), ("Стоп\nс уважением, Анна", Wanted(Wish.STOP))])
def test_a_wish_that_a_mail_program_wrapped_is_the_whole_of_it(text: str, wanted: Wanted | None) -> None:
    """«Не присылайте» alone would have stopped everything."""
    assert wishes("Re: Приглашение", text, items=ITEMS) == (() if wanted is None else (wanted,))


@pytest.mark.parametrize("text", [
    "Не отписывайте меня, пожалуйста", "Приду", "Почему вы больше не присылаете мне писем?", "Кто решил остановить рассылку?",
    "без чая не приду", "Не присылайте напоминания по выходным", "Я уволилась", "Отпишите меня от рассылки, если я уволюсь",
    "Вера уволилась, удалите её из списка", "Уволилась Иванова, удалите из списка", "Исключите из списка, ушла Сидорова",
    "Петрова М.И. на пенсии.\nПрошу исключить из списка рассылки", "Не работаю по пятницам, уберите из рассылки", "Не присылайте приглашения на вебинары до мая",
    "Прошу исключить из рассылки, уволилась Анна Ивановна", "Исключите из рассылки. Перешла Ольга Петровна", "Анна Ивановна, уволилась, прошу исключить из рассылки", "Прошу убрать из списка Ольга Петровна",
    "Не присылайте мне приглашения на выходных", "Стоп. А какого числа заседание?", "Стоп, а какого числа заседание?", "",
])
def test_anything_else_silences_nobody(text: str) -> None:
    """A wish wrongly heard would lose a person."""
    assert wishes("Re: Приглашение", text, items=ITEMS) == ()


def test_the_subject_of_a_list_unsubscribe_mail_counts() -> None:
    """Mail programs send an empty letter with the subject we gave them (RFC 2369)."""
    result = heard(mail("", subject="unsubscribe"))
    assert isinstance(result, Human)
    assert result.unsubscribe


@pytest.mark.parametrize(("top", "more"), [
    ("Приду!\nА парковка там есть?", True), ("Приду!\nС уважением, Анна Петрова\nА почему у школы нет парковки?", False),
    ("Приду!\nАнна Петрова, библиотекарь", False), ("Приду!", False)])
def test_below_an_answer_only_words_for_a_person_are_passed_on(top: str, more: bool) -> None:
    """Who signs says nothing more; what stands below a signature belongs to it."""
    assert says_more(top) is more
