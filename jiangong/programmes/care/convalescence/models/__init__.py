"""Tables of convalescence: the year's programme, who applied, and after the draw the stays and what belongs to them."""

from jiangong.programmes.care.convalescence.models.applications import Applicant, Application, Post
from jiangong.programmes.care.convalescence.models.programmes import Batch, Pool, Programme
from jiangong.programmes.care.convalescence.models.stays import (
    Attendance,
    Coach,
    Duty,
    EmployerLetter,
    HealthForm,
    Incident,
    Rating,
    Room,
    Stay,
)

__all__ = [
    "Applicant",
    "Application",
    "Attendance",
    "Batch",
    "Coach",
    "Duty",
    "EmployerLetter",
    "HealthForm",
    "Incident",
    "Pool",
    "Post",
    "Programme",
    "Rating",
    "Room",
    "Stay",
]
