"""What any room's page shows of papers: `{% load papers %}{% attachments draw "samples.evidence" %}{% letters session %}`."""

from typing import Any

from django import template
from django.db import models
from django.template.context import Context
from django.urls import reverse

from jiangong.foundation.common.words import listed
from jiangong.foundation.documents import queries
from jiangong.foundation.documents.checking.reasons import FAMILIES
from jiangong.foundation.documents.forms import FileForm

register = template.Library()


@register.inclusion_tag("documents/_attachments.html", takes_context=True)
def attachments(context: Context, subject: models.Model, purpose: str) -> dict[str, Any]:
    """The files kept with a row for a purpose, with a form to add one where the reader may. One query besides rights."""
    request = context["request"]
    found = queries.purpose_for(purpose, subject)
    sees = request.user.has_perm(found.see, subject)
    files = list(queries.attachments_of(subject, purpose)) if sees else []
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "purpose": found,
        "sees": sees,
        "files": files,
        "adds": request.user.has_perm(found.add, subject) and len(files) < found.most,
        "removes": bool(found.remove) and request.user.has_perm(found.remove, subject),
        "action": reverse("documents:attach", args=[purpose, subject.pk]),
        "accepts": listed(FAMILIES[one] for one in FAMILIES if one in found.accepts),
        "megabytes": found.most_bytes // 1024**2,
        "form": FileForm(auto_id=f"file_{purpose.replace('.', '_')}_%s"),
    }


@register.inclusion_tag("documents/_letters.html", takes_context=True)
def letters(context: Context, subject: models.Model) -> dict[str, Any]:
    """The letters made from a row, with the templates that can be filled from it where the reader may. One query besides rights."""
    request = context["request"]
    offered = [
        one
        for one in queries.templates().values()
        if one.about.lower() == subject._meta.label_lower
        and (not one.permission or request.user.has_perm(one.permission, subject))
    ]
    found = [one for one in queries.documents_of(subject) if request.user.has_perm("documents.view", one)]
    return {"documents": found, "offered": offered, "subject": subject}
