"""What is no letter: «Спасибо!», «Ок, принято», «Получила, хорошего дня», and the name below. Nobody answers it, and nobody is told of it.

Every line of it must be a courtesy or, below one, a signature; one word more and it is a letter. An order or a place where a name
would stand («Отмена», «Онлайн») is none; «Приду» and below it «А можно с коллегой?» is an answer and a letter.
"""

import re

from notifier.core.inbound.places import HOUSE, VENUE
from notifier.core.inbound.quotation import is_signature
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
COURTESY = re.compile(
    r"\b(здравствуйте|добр(ый|ое|ая) (день|утро|вечер)|(большое )?спасибо( большое| вам)?( за (приглашение|письмо|напоминание|информацию))?"
    r"|благодар(ю|им)( вас)?( за (приглашение|письмо|напоминание|информацию))?|пожалуйста|уважаем\w+ \w+( \w+)?)\b[!,. ]*")
_GOODBYE = re.compile(r"всего (доброго|хорошего)|хорошего дня|искренне")
_ANY_NAME = re.compile(r"(?:[А-ЯЁA-Z][\w.-]*[\s,]*){1,4}")
_WHO = re.compile(r"библиотекар|педагог|учител|методист|заведующ|школ|\b(?:сш|сош|оу|мб?а?оу)\b|гимнази|лице[йя]|\b(?:тел|моб)\b"
                  r"|^[\w.+-]+@[\w.-]+$|^\+?[\d\s()-]{7,}$")
_SAYS = re.compile(r"\b(?:я|мы|мне|нам|меня|мо[йяюе]|не|ни|но|если|можно|нужно|надо|прошу|опозд\w+|прид\w+|приш\w+|переш\w+|буд\w+)\b")
_SIGNED = re.compile(
    r"\s*(?:[А-ЯЁ][а-яё]+\s+[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.?)?|[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?\s*[А-ЯЁ][а-яё]+"
    rf"|(?!.*(?i:{VENUE.pattern}|{HOUSE.pattern}))[А-ЯЁ][а-яё]+(?:\s+[А-ЯЁ][а-яё]+){{0,2}}"
    r"|(?:тел|моб|т)\b[.:]?.*|\+?[\d\s()-]{7,}|[Мм]етодист\b.*|[\w.-]+@[\w.-]+)\s*[.,]?\s*\Z")
_NO_NAME = re.compile(
    r"(?<!\w)(?:\w*боле(?:ет|ю|ют|л\w*)|\w*больничн\w*|отпуск\w*|отъезд\w*|командировк\w*|занят\w*"
    r"|не|ни|нет|против|отмен\w*|отбой|перен[ео]с\w*|стоп|stop|т\.\s?[кч]\.|\w{2,}(?:[ий]те|ить|ать)|рано|поздно)(?!\w)|\?"
    r"|\A\s*(?:\w+(?:[аеуя]ла|лась|лся)|в|во|на|через|по|под|без|до|с|со|у|к|от|при|за|для)\s", re.IGNORECASE)
_NAMES = (
    "анна анастасия антонина алевтина александра алена алина алиса алла альбина валентина валерия варвара вера вероника виктория галина "
    "дарья диана евгения екатерина елена елизавета жанна зинаида зоя инна ирина карина клавдия кристина ксения лариса лидия лилия любовь "
    "людмила маргарита марина мария надежда наталия наталья нелли нина оксана олеся ольга полина раиса регина римма роза светлана снежана "
    "софия софья тамара татьяна ульяна эльвира эмма юлия яна аня маша лена оля наташа таня ира света люда галя надя люба валя юля катя "
    "александр алексей анатолий андрей антон борис вадим валерий василий виктор виталий владимир вячеслав геннадий георгий григорий денис "
    "дмитрий евгений иван игорь илья кирилл константин леонид максим михаил николай олег павел петр роман сергей станислав степан федор "
    "юрий ада анжела анжелика белла василиса виолетта влада гузель гульнара дина динара диляра инга инесса кира клара лада лейла "
    "лиана майя марианна милана нелля нонна пелагея рената рита руслана сабина серафима стелла таисия фаина фатима эвелина элеонора "
    "элина эльмира эмилия юлиана ярослава артем артур богдан владислав глеб давид егор захар лев марк матвей никита руслан рустам "
    "семен тимофей тимур эдуард яков ярослав")
_FIRST_NAMES = frozenset(_NAMES.split())
_ADJECTIVE = re.compile(r"[сц]к(?:ая|ий)\Z")
"""«Городская Олимпиада»: beside another word no family's name."""
_AFTER_FATHER = re.compile(r"\w{3,}(?:овна|евна|ична|ович|евич)")
_FAMILY_NAME = re.compile(r"(?!(?:готова|здорова|снова|причина|половина)\Z)\w{3,}(?:ова|ева|ина|ына|ская|цкая|енко|чук|ский|цкий)")


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
        if is_polite(line):
            courteous = True
        elif not courteous or not is_surely_signed(line):
            return False
    return courteous


def is_greeting(words: str) -> bool:
    """Whether these words only greet: «Здравствуйте, ГМО.», as The Bat! writes above the quotation what is answered below it."""
    written = [line for line in words.split("\n") if line.strip()]
    return bool(written) and all(_GREETS.fullmatch(line) for line in written)


def is_polite(line: str) -> bool:
    """Whether a line only greets, thanks or says that ours came: «Добрый день, Ирина Викторовна!» says nothing about coming."""
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


def says_more(top: str) -> bool:
    """Whether anything besides the first line with words in it is for a person to read."""
    lines = [line for line in (line.strip() for line in top.split("\n"))
             if COURTESY.sub("", fold(line)).strip(" .,!:;-–—") and not is_polite(line)]
    for line in lines[1:]:
        folded = fold(line)
        if is_signature(line) or _GOODBYE.match(folded):
            return False
        if "?" in line or _SAYS.search(folded) or not (_ANY_NAME.fullmatch(line) or _WHO.search(folded)):
            return True
    return False


def _is_signed(line: str) -> bool:
    """Whether this line below her orders may be her name."""
    return _SIGNED.match(line) is not None and _NO_NAME.search(line) is None


def is_surely_signed(line: str) -> bool:
    """Whether it can be nothing else: words without initials are a name only where one is known for it. «Заболела» below «Спасибо» and
    «Областная Конференция» are none."""
    words = fold(line).strip(" .,").split()
    if not _is_signed(line) or not all(word.isalpha() for word in words):
        return _is_signed(line)
    return any(word in _FIRST_NAMES or word == "методист" or _AFTER_FATHER.fullmatch(word)
               or (_FAMILY_NAME.fullmatch(word) and (len(words) == 1 or not _ADJECTIVE.search(word))) for word in words)
