"""A small installation whose plan lives by somebody else's schedule: one CSV file of СОИРО."""

from support.lived import Years
from support.year import CONFIG, Year

PLAN = """
title = "План работы ГМО библиотекарей на 2020-2021 учебный год"
school_year = "2020-2021"

[[item]]
id = "povy-1"
number = "1"
sector = "Сектор повышения квалификации"
topics = ["Участие в горячих линиях"]
when = "По графику СОИРО"
places = ["ГАУ ДПО СОИРО"]

[[item]]
id = "povy-2"
number = "2"
sector = "Сектор повышения квалификации"
topics = ["Участие в семинарах и курсах"]
when = "По графику СОИРО"
places = ["ГАУ ДПО СОИРО"]
"""
FEED = CONFIG + """
[[schedule]]
item = "povy-1"
name = "СОИРО"
source = "soiro.csv"
approve = {approve}
url = "https://soiro.example/plan"
"""
HEAD = "id,title,when,until,place,link,register_by,note\n"
LINE = "17,Горячая линия по ФГОС,{when},,,https://soiro.example/17,,\n"
NEWS = ("announcement", "invitation", "change", "cancellation", "reminder")


def feed(make_year: Years, approve: str) -> Year:
    """An armed installation with one entry on 20 November at 12:00."""
    return make_year.armed("2020-11-01 12:00", beside={"soiro.csv": HEAD + LINE.format(when="20.11.2020 12:00")}, plan=PLAN,
                           config=FEED.format(approve=approve), people="name,email,school,groups,greeting,left\nАнна,anna@mail.example,,,,\n")
