"""The templates of all rooms: documents/*.yaml in each room's folder, once per process."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents.formulas import Template, TemplateError, read_templates
from jiangong.foundation.documents.states import Reason


def files() -> Iterator[tuple[str, Path]]:
    """The files of templates of all rooms, with the room's label."""
    for config in apps.get_app_configs():
        if config.name.startswith("jiangong."):
            for file in sorted((Path(config.path) / "documents").glob("*.yaml")):
                yield config.label, file


@cache
def templates() -> dict[str, Template]:
    """Every template by its code; raises TemplateError at the first that is not in order."""
    found: dict[str, Template] = {}
    for label, file in files():
        for code, template in read_templates(file, room=label).items():
            if code in found:
                raise TemplateError(f"{file.name}：“{code}”已在别的文件中登记。")
            if template.about:
                try:
                    apps.get_model(template.about)
                except (LookupError, ValueError) as error:
                    raise TemplateError(f"{file.name}：“{code}”的 about 没有这一类记录。") from error
            found[code] = template
    return found


def template(code: str) -> Template:
    """The template; Refused(NO_TEMPLATE) if there is none of that code."""
    found = templates().get(code)
    if found is None:
        raise Refused(Reason.NO_TEMPLATE, code=code)
    return found
