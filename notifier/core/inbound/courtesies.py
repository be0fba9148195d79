"""A letter that only thanks: «Спасибо!», «Ок, принято», «Получила, хорошего дня». Nobody answers it, and nobody is told of it.

Every line of it must be a courtesy or, below one, a signature; one word more and it is a letter.
"""

import re

from notifier.core.inbound.quotation import is_signature
from notifier.core.inbound.signed import is_surely_signed
from notifier.core.inbound.vocabulary import either
from notifier.model.person import fold

LONGEST = 200
"""Characters of a line: more is a letter."""

_FOR = either(r"(?:(?:ваше?|эт[оу]|такую|быстр\w+|оперативн\w+)\s)*(?:письмо|приглашение|информацию|напоминание|сообщение|внимание|ответ"
              r"|сводку|работу|помощь|заботу|оперативность|план)")
_THANKS = (r"(?:(?:и\s)?(?:еще раз\s)?(?:(?:большое|огромное|вам|всем)\s)*"
           + either("спасибо", "спасибки", "спс", r"благодар(?:ю|им|на|ствую)", "признательна")
           + rf"(?:[\s,]+(?:вам|вас|большое|огромное|коллеги|заранее|за {_FOR}"
         r"|что (?:предупредил|сообщил|напомнил|известил|пригласил)и))*)")
_RECEIPT = r"(?:(?:все|я|мы|письмо|информаци[яюи]|сводк[ау])\s)*" + either(
    r"получ(?:ил[аи]?|ен[оаы]?)", r"принят[оаы](?: к сведению)?", r"принял[аи]?(?: к сведению)?", r"прочитал[аи]?", "прочла",
    r"увидел[аи]?", "вижу", r"ознакомил(?:ась|ся|ись)", r"ознакомлен[аы]?", r"понял[аи]?",
    "понятно", "ясно", "учтем", "учту", "учла", "в курсе", "к сведению")
_PRAISE = either("отлично", "замечательно", "прекрасно", "супер", "здорово", "чудесно", "класс", "договорились")
_AGREED = either(r"(?:все\s)?(?:верно|правильно)", "ок", "окей", "ok", "okay", "хорошо", "ладно")
_FAREWELL = either(
    r"(?:(?:вам|и вам|всем)\s)*(?:хорош(?:его|ей|их)|доброго|доброй|отличного|приятного|удачного|продуктивного)\s(?:(?:всем|вам)\s)?"
    r"(?:дня|вечера|недели|выходных|настроения|времени суток)", r"(?:всего|всем)\s(?:доброго|хорошего|самого доброго)",
    "до свидания", "до встречи", "с праздником")
_HELLO = (r"здравствуйте|добр(?:ый|ое|ого)\s(?:день|утро|вечер|дня|времени суток)|приветствую|(?:уважаем\w+\s)?коллеги"
          r"|(?:уважаем\w+\s)?[^\W\d_]+\s[^\W\d_]+(?:вна|вич|ична|ьич)(?=\s?[,!.]|$)")
_GREETS = re.compile(rf"\s*(?i:{_HELLO})(?:[\s,]+[А-ЯЁA-Z][\w.-]*){{0,4}}[\s.,!]*")
_SIGNS = r"[\s.,!;:)(…—–-]|[^\w\s«»\"'/@#№%&*+=<>\[\]{}|\\$^~`?❓❔👎❌⛔🚫🆘]"  # full stops, hearts and flowers: no word, and no question
_WORDS = re.compile(rf"(?:{_THANKS}|{_RECEIPT}|{_PRAISE}|{_AGREED}|{_FAREWELL}|{_HELLO})(?!\w)")
_BETWEEN = re.compile(rf"(?:{_SIGNS})*+")
_ANSWERS = re.compile(r"\s*(?:re|aw|на|отв|ответ)(?:\[\d+\])?\s*:", re.IGNORECASE)
_MERE = re.compile(rf"(?<!\w)(?:{_THANKS}|{_RECEIPT}|{_PRAISE})(?!\w)")


def only_thanks(subject: str, words: str) -> bool:
    """Whether a letter says nothing but thanks, a greeting or that ours came. A subject of one's own («Не приду») is more; that of
    an answer is ours."""
    return is_courtesy(words) and (not subject.strip() or _ANSWERS.match(subject) is not None or is_courtesy(subject))


def is_courtesy(words: str) -> bool:
    """Whether these words say nothing but thanks, a greeting or that the letter came."""
    courteous = False
    for line in words.split("\n"):
        if not line.strip():
            continue
        if is_signature(line):
            break
        if _is_courteous(line):
            courteous = True
        elif not courteous or not is_surely_signed(line):
            return False
    return courteous


def is_greeting(words: str) -> bool:
    """Whether these words only greet: «Здравствуйте, ГМО.», as The Bat! writes above the quotation what is answered below it."""
    written = [line for line in words.split("\n") if line.strip()]
    return bool(written) and all(_GREETS.fullmatch(line) for line in written)


def _is_courteous(line: str) -> bool:
    text = " ".join(fold(line[:LONGEST + 1]).split())
    at, words = _end(_BETWEEN, text, 0), 0
    while at < len(text) <= LONGEST and (after := _end(_WORDS, text, at)) > at:
        at, words = _end(_BETWEEN, text, after), words + 1
    return words > 0 and at == len(text)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found is not None else at


def is_mere(words: str) -> bool:
    """Whether a courtesy is no more than that: «ок» may be a «да», «ок, спасибо» or «отлично» under a long letter is none."""
    return _MERE.search(" ".join(fold(words).split())) is not None
