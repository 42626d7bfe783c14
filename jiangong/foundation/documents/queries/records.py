"""What the record that a letter is about knows already, so that nobody is asked twice."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import models

from jiangong.foundation.documents.formulas import Template


def known(template: Template, subject: models.Model | None) -> Mapping[str, object]:
    """The template's fields that the record fills: its room offers `facts_for_letter(template code, record)` in its queries."""
    if subject is None:
        return {}
    name = f"{apps.get_app_config(template.code.partition('.')[0]).name}.queries"
    find = getattr(import_module(name), "facts_for_letter", None) if find_spec(name) else None
    told: Mapping[str, object] = find(template.code, subject) if find else {}
    return {one: value for one, value in told.items() if one in template.fields}


def subject_of_document(subject_type: str, subject_id: int | None) -> models.Model | None:
    """The row a letter was made from; None for a letter of its own, or where the row is gone."""
    if not subject_type or subject_id is None:
        return None
    try:
        model = apps.get_model(subject_type)
    except LookupError:
        return None
    found: models.Model | None = model._default_manager.filter(pk=subject_id).first()
    return found
