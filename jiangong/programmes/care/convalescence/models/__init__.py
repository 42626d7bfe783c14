"""Tables of convalescence: the year's programme, the posts its rules ask about, and who applied."""

from jiangong.programmes.care.convalescence.models.applications import Applicant, Application, Post
from jiangong.programmes.care.convalescence.models.programmes import Batch, Pool, Programme

__all__ = ["Applicant", "Application", "Batch", "Pool", "Post", "Programme"]
