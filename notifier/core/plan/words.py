"""The words by which a plan table is understood, as data: one line a word, a test beside it (see ``docs/plans.md``).

Patterns are matched against text in lower case with ``ё`` as ``е`` and punctuation as spaces.
"""

from enum import StrEnum


class Role(StrEnum):
    """What a column is for. ``EXTRA`` is kept under its own header."""

    NUMBER = "номер"
    SECTOR = "сектор"
    TOPIC = "тема"
    AGENDA = "вопросы"
    DATE = "дата"
    TIME = "время"
    PLACE = "место"
    RESPONSIBLE = "ответственный"
    PHONE = "телефон"
    AUDIENCE = "участники"
    EXTRA = "прочее"


# The whole header is one of these: a column of numbers.
NUMBER_HEADERS = frozenset({
    "№", "n", "no", "nn", "№№", "№ п п", "№№ п п", "п п", "№ пп", "№пп", "№п п", "№п", "пп", "№ п", "n п п", "n пп", "номер", "номер п п",
    "п н", "# п п", "#",
})

# «№ заседания» counts as well; «№ школы» does not.
COUNTED_HEADERS = (
    r"(?:№|n|номер) ?(?:засе ?дани|заня ?ти|мероприяти|встреч|урок|событи|пункт|модул|пед ?совет|совет|совещани|собрани|семинар|тем[аы])"
    r"\w*")

DATE_HEADER, TOPIC_HEADER, SECTOR_HEADER = "Дата", "Мероприятие", "Раздел"  # of a table that is laid down as one of rows

# A header that begins so is never one of ours, whatever else it says («Отметка о сроках исполнения»).
EXTRA_HEADERS = (
    r"отмет\w*", r"(?:дат[аы]|срок\w*) (?:по )?факт\w*", r"факт\w*", r"по факту", r"примечан\w*", r"цел[ьи]\b", r"задач\w*",
    r"форм[аы]\b(?!.*(?:тем[аы]\b|назван|наименован|содержан))", r"сумм\w*",
    r"результат\w*", r"итог\w*",
    r"документ\w*", r"количеств\w*", r"кол во", r"объем\w*", r"охват\w*", r"финансир\w*", r"источник\w*", r"ожидаем\w*", r"выход\w*",
    r"вид[ы]? контроля", r"где (?:слуша|рассматрива|обсужда|заслуш|подвод)\w*", r"продукт\w*", r"ссылк\w*", r"возраст\w*",
)

# Below «Сроки», beside «факт»: the date itself.
PLANNED_HEADERS = frozenset({"план", "по плану", "плановая", "плановые", "плановый", "планируемая", "планируемые", "запланировано"})

# The header says for whom: kept by its header, and looked at when columns were swapped in a row.
AUDIENCE_HEADERS = (
    r"групп\w* (пользовател|читател|участник|населени)\w*", r"категори\w*", r"участник\w*", r"класс\w*", r"аудитори\w*",
    r"целев\w* (?:групп|аудитори)\w*", r"контингент\w*", r"для кого", r"кто (?:участву|приглаш|приход|посеща|придет)\w*",
    r"читательск\w* (групп|назначени)\w*", r"читател[иья]$", r"приглаша\w*",
)

# Several of these may stand in one header («Дата и место проведения»).
DATE_HEADERS = (
    r"дат[аыу]\b", r"срок\w*", r"месяц\w*", r"когда", r"период\w*",
    r"числ[оа](?: и)?(?: время)?$", r"день(?: и)?(?: время)?$", r"дни$", r"недел[яи]$",
    r"время (проведени|исполнени|выполнени|реализаци)\w*", r"ориентировочн\w* время",
)
# Above dates this is a header, whatever the other words are; «дата уточняется» is a row's.
DATE_NAMES = (
    r"(?:дат[аы]|сроки?|период|время|месяц|день|дни|когда)(?: (?:и )?(?:проведени|исполнени|выполнени|реализаци|контрол|дат|врем)\w*)*",
)
# The whole header is one of these: beside a number it makes a header, whatever the other words are.
BARE_DATE_HEADERS = frozenset({"дата", "даты", "дата проведения", "срок", "сроки", "сроки проведения", "срок проведения", "месяц"})
BARE_TOPIC_HEADERS = frozenset({"тема", "темы", "мероприятие", "мероприятия", "название мероприятия", "наименование мероприятия",
                                "содержание работы", "тема занятия", "тема урока", "название", "наименование", "событие"})
# Beside «Дата»: until when something is due, or what comes of it later.
ASIDE_HEADERS = (r"(?:подач|прием|приняти|регистрац|представлен|предоставлен|сдач|отправк|заяв)\w*",
                 r"(?:подведени|протокол|апелляц|результат|резерв|награжд|публикац|размещени|отчет)\w*(?!.*проведени)")
END_HEADERS = (r"окончани\w*", r"конец$", r"завершени\w*", r"дата (?:закрыти|отъезд)\w*",
               r"(?:^|(?:дата|время) )по$")  # beside «Начало», «с»: the other end of a span or of the hours
TIME_HEADERS = (*END_HEADERS, r"время\b", r"начал[оа]\b", r"час\b", r"часы\b", r"^с$")
PLACE_HEADERS = (r"мест[оа]\b", r"где\b", r"площадк\w*", r"адрес\w*", r"баз[аеы]\b", r"помещени\w*", r"локаци\w*",
                 r"(?:^|(?:дата|время) (?:и )?)(?:зал|кабинет|каб)$")  # «Читальный зал» above crosses is none
# Where no column says the place.
OWNER_HEADERS = (r"организаци[яи]$", r"учреждени\w*", r"школ[аы]$", r"о[оу]$", r"образовательн\w* (?:организаци|учреждени)\w*")
RESPONSIBLE_HEADERS = (
    r"ответствен\w*", r"(?:со)?исполнител\w*", r"отв\b", r"кто(?: \w+)?$",
    r"ведущ\w*", r"организатор\w*", r"руководител\w*",
    r"ф и о\b", r"фио\b", r"докладчик\w*", r"выступающ\w*", r"кем проводится",
    r"преподавател\w*", r"экскурсовод\w*", r"лектор\w*", r"модератор\w*", r"спикер\w*", r"координатор\w*",
)
# One of these must stand in a header row: «Заседания | Руководитель МО» alone is a row of a plan.
CERTAIN_HEADERS = (
    r"дат[аыу]\b", r"срок\w*", r"месяц$", r"врем\w+", r"мест[оа]\b", r"ответствен\w*", r"(?:со)?исполнител\w*", r"тем[аы]\b",
    r"мероприяти[ея]\b", r"^событи[ея]$",
    r"содержание\b", r"наименование\b", r"п п$", r"№$", r"(?:что|где|когда|кто)(?: (?:дела|провод|отвеча|готов|организу|будет|буд)\w*)?$",
    r"вопросы(?: для \w+)?$", r"периодичность\b", r"вид[ы]? (?:работ\w*|деятельности)$",
)
# Above topics where no other header says what takes place: each row is one of these.
EVENT_HEADERS = frozenset({"конкурс", "конкурсы", "экскурсия", "экскурсии", "выставка", "выставки", "акция", "акции", "фестиваль",
                           "олимпиада", "номинация", "проект", "курс", "курсы", "праздник", "соревнование", "спектакль", "концерт"})
PHONE_HEADERS = (r"телефон\w*", r"тел\b", r"контакт\w*")

# Looked at only where none of the above was found («Дата проведения мероприятия» is a date). The first pattern
# that some header fits names the topic column; headers of later patterns stay as they are.
TOPIC_HEADERS = (
    r"тем[аыу]\b|тематик\w*",
    r"мероприяти\w*|событи\w*|дел[ао]\b",
    r"назван\w*|наименован\w*|заседани\w*|заняти\w*",
    r"содержан\w*|повестк\w*|вопрос\w*|объект\w* (?:контрол|проверк)\w*",
    r"вид[ы]? (?:деятельност|работ|заняти)\w*|направлени\w* (?:деятельност|работ)\w*|работ[аы]\b|деятельност\w*|план\b|что\b",
)
KIND_HEADERS = (r"вид[ы]? (?:деятельност|работ)\w*",)  # in the first column beside topics: what the rows belong to
AGENDA_HEADERS = (r"(?:рассматриваем\w* |обсуждаем\w* |основн\w* )?вопрос\w*", r"повестк\w*",
                  r"содержани\w*(?: (?:работы|заседани|занят|деятельност)\w*)?$")  # beside a column of topics: their points
SECTOR_HEADERS = (r"сектор\w*", r"раздел\w*", r"модул\w*", r"блок\w*", r"направлени\w*", r"этап\w*")

# «Заседание № 2» on a line of its own begins a meeting.
MEETINGS = ("заседание", "педсовет", "занятие", "встреча", "семинар", "собрание", "совещание")

# «Межсекционная работа», «Работа между заседаниями» is no part of the meeting above.
BETWEEN_MEETINGS = (r"(?:\w+ )?меж(?:секционн|заседательн|сессионн)\w*", r"(?:\w+ ){0,3}между заседаниями")

# «II заседание», and months across a page.
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")

# «Первое заседание» counts as «Заседание № 1» does.
ORDINALS = ("перв", "втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят")

# Words that a sector's identifier leaves out.
SECTOR_WORDS = frozenset({"сектор", "раздел", "направление", "модуль", "блок", "глава", "часть"})

# A line standing alone that begins so, is text for people and not a sector or a row.
TOTALS = (r"итого\b", r"всего\b", r"примечани\w*", r"подпис[ьи]\b")  # also where only the topic's cell is written
APPROVED, PAPERS = ("утвержд", "согласован", "рассмотрен", "принят"), ("приказ", "протокол")
STAMPS = (rf"(?:{'|'.join(APPROVED)})(?!ени|и)\w*", *(rf"{paper}\w*" for paper in PAPERS))  # «Утверждение плана» takes place
NOTES = (
    *TOTALS, *STAMPS,
    r"цел[ьи]\b", r"задач[аи]\b", r"методическ\w* тема", r"тема (?:год|мо|рмо|гмо|самообразов)\w*", r"председател\w*",
    r"руководител\w*", r"составил\w*",
    r"директор\w*", r"заведующ\w*", r"методист\w*", r"исполнител\w*", r"приложени\w*", r"начальник\w*", r"секретар\w*",
    r"основн\w* направлени\w* (?:деят|раб)",
    r"внимание\b", r"важно\b", r"обратите внимание", r"просьба\b", r"(?:продолжени|окончани)\w* таблиц\w*",
    r"эпиграф", r"анализ работы", r"пояснительн\w*", r"дата составления",
)

# What the forms of a month's name begin with, and its number.
MONTHS = {"январ": 1, "феврал": 2, "март": 3, "апрел": 4, "май": 5, "мая": 5, "мае": 5, "июн": 6, "июл": 7, "август": 8, "сентябр": 9,
          "октябр": 10, "ноябр": 11, "декабр": 12}

# The words of which a date and nothing else is made. The date reader overlooks others («15 октября СОШ № 3»), which is right
# for a date's cell and wrong for telling dates from places and topics.
DATE_WORDS = (
    *(f"{stem}\\w*" for stem in MONTHS), r"(?:янв|фев|февр|мар|апр|авг|сен|сент|окт|ноя|нояб|дек)", r"понедельник\w*",
    r"вторник\w*", r"сред[аыу]",
    r"четверг\w*", r"пятниц\w*", r"суббот(?!ник)\w*", r"воскресен\w*", r"(?:пн|вт|ср|чт|пт|сб|вс)",
    r"(?:г|гг|год[ау]?|уч|учебн(?:ый|ого|ом|ая|ой|ые|ых|ому))",
    r"[всоиакдп]|со|по|до|ко?|от|на|не",
    r"позднее|ранее|после|начал[ое]|начала|конец|конц[еа]|середин[аеы]", r"нед(?:ел\w*)?", r"декад\w*", r"половин\w*", r"месяц\w*",
    r"числ[оа]", r"квартал\w*",
    r"четверт\w*", r"кв|семестр\w*|триместр\w*", r"полугоди\w*", r"каникул\w*", r"осен\w*|зим\w*|весн\w*|весенн\w*|лет\w*",
    r"перв\w+|втор\w+|трет\w+|последн\w+",
    r"(?:ч|час|часа|часов|мин|минут)", r"течени[еи]", r"срок\w*", r"й|я|е|го|ю|ая|ой", r"[ivx]+", r"весь|день|дня",
)

# «В течение года», «каждый вторник», «по мере необходимости»: dates without days.
OPEN_WORDS = (*DATE_WORDS, r"кажд\w+", r"еже\w+", "постоянно", "систематически", "регулярно", "всего", "раз", r"\d+", "мере",
              "необходимости", "графику", "плану")

# «The same as above»: marks made of quotes and dashes are recognised by shape, these by word, and in which columns.
DITTO_WORDS: dict[str, frozenset[Role]] = {
    "то же": frozenset(Role), "тоже": frozenset(Role), "та же": frozenset(Role), "те же": frozenset(Role),
    "тот же": frozenset(Role), "там же": frozenset({Role.PLACE}), "тогда же": frozenset({Role.DATE, Role.TIME}),
    "он же": frozenset({Role.RESPONSIBLE}), "она же": frozenset({Role.RESPONSIBLE}), "они же": frozenset({Role.RESPONSIBLE}),
}

# What a venue's name begins with. A list split by commas is a list of venues only where each part begins so.
INSTITUTIONS = (
    r"м[бкак]?[оу]у\b", r"м[бкак]?у\b", r"г[бкак]?[оу]{1,2}[кд]?\b", r"г[бка]?поу\b", r"мбу\w*", r"мау\w*", r"мку\w*",
    r"огб\w+", r"цдо\b",
    r"сош\b", r"сш\b", r"оош\b", r"нош\b", r"гимнази\w*", r"лице[йя]\w*", r"школ[аы]\b", r"библиотек[аи]\b", r"дом\b",
    r"дворец\b", r"центр\b", r"музей\b", r"рдк\b", r"цгб\b", r"цдб\b", r"црб\b", r"мцб\b", r"цбс\b", r"имц\b", r"ирц\b",
    r"филиал\b", r"институт\b", r"кабинет\b", r"ипкро\b", r"иро\b", r"дк\b", r"сдк\b", r"црдб\b", r"цдпи\b",
)
# Anywhere in a text, these make it look like a place.
PLACE_HINTS = (
    r"актов\w+ зал", r"каб\b", r"кабинет\w*", r"ауд\b", r"зал\b", r"ул\b", r"онлайн", r"дистанционн\w*", r"zoom", r"сферум", r"вкс\b",
    r"режим", r"школ[аыеу]\w*", r"\w*библиотек[аиеу]\b", r"медиатек[аеи]\b", r"отдел образования", r"заочно", r"платформ\w*",
    r"территори\w*", r"парк\b", r"площад\w*",
    r"все оо\b", r"все школы", r"гимнази\w*", r"лице\w*", r"рдк\b", r"дом культуры", r"музе\w*", r"читальн\w+ зал",
    r"галере\w*", r"стадион\w*", r"бассейн\w*", r"спортзал\w*",
)
# A line that says whom rather than where.
AUDIENCE_HINTS = (
    r"учител\w+", r"обучающ\w*", r"учащ\w*", r"дет[ия]\w*", r"педагог\w*", r"библиотекар\w+", r"все группы", r"молодежь",
    r"взросл\w*", r"читател\w*",
    r"классы?\b", r"подрост\w*", r"школьник\w*", r"родител\w*", r"пенсионер\w*", r"юношеств\w*", r"пользовател\w*", r"студент\w*",
    r"население",
    r"дошкольн\w*", r"молод\w+ специалист\w*",
)
# Positions: what one person is called instead of, or before, a name.
POSITIONS = (
    r"рук\b", r"зам\b", r"зав\b", r"заместител\w*", r"заведующ\w*", r"директор\w*", r"методист\w*", r"руководител\w*", r"библиотекар\w*",
    r"специалист\w*",
    r"начальник\w*", r"педагог\w*", r"председател\w*", r"учител\w*", r"кл рук\w*", r"классн\w* руководител\w*", r"администрац\w*",
    r"жюри", r"коллектив",
    r"творческ\w* групп\w*", r"рабоч\w* групп\w*", r"совет\b", r"актив\b", r"все\b", r"оргкомитет", r"отдел\w*", r"работник\w*",
    r"сотрудник\w*", r"члены",
    r"советник\w*", r"ст\b", r"старш\w*", r"вожат\w*", r"комисси\w*", r"управлени\w*",
)
# Several people or a body: after a name they are somebody else («Иванова И.И., библиотекари школ»).
COLLECTIVES = (
    r"библиотекари\b", r"учителя\b", r"педагоги\b", r"методисты\b", r"руководители\b", r"специалисты\b", r"заместители\b", r"директора\b$",
    r"члены\b", r"сотрудники\b", r"работники\b", r"классные руководители", r"кл рук\w*", r"все\b", r"администраци\w*", r"жюри\b",
    r"оргкомитет\b", r"комисси[яи]\b", r"\w*коллектив\b", r"комитет\b",
    r"родители\b", r"учащиеся\b", r"обучающиеся\b", r"волонтеры\b", r"зав\w* \w+(?:ами|ями)\b",
    r"библиотеки\b", r"школы\b", r"актив\b", r"совет\b",
)
# Positions of one person: alone on a line before a name they belong to it.
SINGLE_POSITIONS = (
    r"рук\b",
    r"зам\b", r"зав\b", r"заместитель\b", r"заведующ\w+", r"директор\b", r"методист\b", r"руководитель\b", r"специалист\b", r"начальник\b",
    r"председатель\b", r"библиотекарь\b", r"педагог\b", r"учитель\b", r"воспитатель\b", r"завуч\b", r"вожат(?:ый|ая)\b",
)
# Who signs a plan below its rows.
SIGNING = (r"руководител\w*", r"директор\b", r"заведующ\w+", r"председател\w*", r"начальник\b", r"методист\b", r"исполнител\w*",
           r"составил\w*", r"составител\w*", r"секретар\w*", r"зам\b", r"заместитель\b")

# «для молодых специалистов» in a topic names the group that the row is for (as the people file names it).
AUDIENCES = {
    r"для молодых специалистов": "молодые специалисты",
    r"молодым специалистам": "молодые специалисты",
}
