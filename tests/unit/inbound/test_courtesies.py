"""Letters that only thank."""

import pytest

from notifier.core.inbound.courtesies import is_courtesy, is_mere, only_thanks


@pytest.mark.parametrize("words", [
    "Спасибо!", "Ок, спасибо", "хорошо", "Получила.", "Принято", "Добрый день, спасибо за письмо.", "Большое спасибо, Ирина Викторовна! Хорошего дня!",
    "Здравствуйте!\n\nПисьмо получено, спасибо.\n\nИващенко И.В.", "Спасибо! 🌸", "Замечательно, спасибо большое!", "Ознакомилась",
    "Спасибо, что предупредили!", "Спасибо за понимание. Всего хорошего!", "Спасибо за план", "Спасибо! Всё верно.",
    "Спасибо!\nИрина", "Спасибо\nПетрова", "Спасибо!\nДина Бондарь", "Спасибо!\nРыжик Таисия", "Спасибо!\nБиблиотекарь Иванова", "Спасибо за приглашение!\n\nС уважением,\nАнна Петрова, библиотекарь СШ № 1",
])
def test_a_letter_that_only_thanks_is_a_courtesy(words: str) -> None:
    """Greetings, thanks, that it came, a farewell and a signature."""
    assert is_courtesy(words)


@pytest.mark.parametrize("words", [
    "", "да", "👍", "?", "Спасибо, но нет", "Спасибо, что предупредили, не приду",  "Спасибо?", "Хорошо, 2", "Получила. Приду", "Спасибо! А где это?", "Принято решение отменить",
    "Иващенко И.В.\nСпасибо", "Спасибо\nНе приду", "Хорошо бы в 15:00", "спасибо " * 30,
    "Спасибо\nОтмена", "Спасибо!\nСтоп", "Хорошо\nЗаболела", "Спасибо\nметодист не придёт", "Спасибо\nт. к. карантин", "Спасибо ❓", "Хорошо 👎",
])
def test_one_word_more_is_a_letter(words: str) -> None:
    """Or a question mark, or nothing said at all."""
    assert not is_courtesy(words)


@pytest.mark.parametrize(("words", "mere"), [("ок", False), ("Хорошо!", False), ("ок, спасибо", True), ("Отлично!", True), ("Хорошо, принято", True)])
def test_an_agreement_with_thanks_is_no_more_than_a_courtesy(words: str, mere: bool) -> None:
    """Under a letter about everything at once."""
    assert is_mere(words) is mere


@pytest.mark.parametrize(("subject", "more"), [("Re: Сводка", False), ("", False), ("Спасибо", False), ("Ответ: Приглашение", False), ("Не приду", True),
                                               ("отмена teor-2", True)])
def test_a_subject_of_her_own_may_say_more(subject: str, more: bool) -> None:
    """«Не приду» above «Спасибо!»."""
    assert only_thanks(subject, "Спасибо!") is not more
