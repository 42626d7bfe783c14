"""Which of the groups of a medal quota somebody belongs to, as far as industry and occupation say it.

产业工人: who works with their hands or serves machines and customers in mining, manufacturing, energy, construction, transport,
storage, post, or information services (《新时期产业工人队伍建设改革方案》 names the industries). The first digit of an occupation's
code is its great class 大类: 1 heads, 2 professionals, 3 clerks, 4 services, 5 farming, 6 production.
None always means: the register does not say.
"""

INDUSTRIES = (
    "采矿", "制造", "电力", "热力", "燃气", "水生产", "建筑", "交通运输", "仓储", "邮政", "信息传输", "软件", "信息技术",
)  # fmt: skip
TEACHING = ("教育", "科学研究", "科研")
TEACHERS = ("教师", "教授", "讲师", "研究员", "科研", "科学家")
HEADS, PROFESSIONALS = "1", "2"
WORKERS = frozenset("456")
CLASSES = frozenset("123456")


def is_teacher(occupation: str, industry: str, great_class: str) -> bool | None:
    """科教人员: who teaches or researches, by the words of the occupation."""
    if any(word in occupation for word in TEACHERS):
        return True
    if great_class in CLASSES - {PROFESSIONALS}:
        return False
    if great_class == PROFESSIONALS and industry:
        return None if any(word in industry for word in TEACHING) else False
    return None


def is_industrial_worker(occupation: str, industry: str, great_class: str) -> bool | None:
    """产业工人, by industry of the unit and great class of the occupation."""
    if great_class in CLASSES - WORKERS:
        return False
    if any(word in occupation for word in TEACHERS):
        return False
    if not industry:
        return None
    if not any(word in industry for word in INDUSTRIES):
        return False
    return True if great_class in WORKERS else None


def is_other_worker(occupation: str, industry: str, great_class: str) -> bool | None:
    """其他一线职工和专业技术人员: everybody else who is neither head nor teacher."""
    if great_class == HEADS:
        return False
    teacher = is_teacher(occupation, industry, great_class)
    worker = is_industrial_worker(occupation, industry, great_class)
    if teacher or worker:
        return False
    if teacher is None or worker is None or great_class not in CLASSES:
        return None
    return True
