"""`jiangong create-administrator`: who runs the machine, and sees no member's data."""

import click

from jiangong.operations.console import Stopped, prepare, say

SHORTEST = 10  # characters; the same rule as on the page


@click.command()
@click.option("--username", prompt="用户名 / username", help="登录用的用户名 / name to sign in with")
@click.option("--name", prompt="姓名 / name", help="姓名 / the person's name")
@click.password_option(
    prompt="口令 / password",
    confirmation_prompt="再输一次 / again",
    envvar="JIANGONG_ADMINISTRATOR_PASSWORD",
    help="口令，不给则询问 / password, asked when not given",
)
def create_administrator(username: str, name: str, password: str) -> None:
    """建立系统管理员：任命在根组织上，管理机器和账号，看不到会员资料。

    Create an account with the role of system administrator on the city federation; it sees no member data.
    """
    prepare()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from jiangong.foundation.organisations.models import Organisation
    from jiangong.foundation.organisations.states import Kind, Role
    from jiangong.foundation.people.models import Appointment, Person, User

    try:
        validate_password(password)
    except ValidationError as error:
        raise Stopped("".join(error.messages)) from error
    if User.objects.filter(username=username).exists():
        raise Stopped(f"用户名 {username} 已经有人用了。 / The username {username} is taken.")
    city = Organisation.objects.filter(kind=Kind.CITY).first()
    if city is None:
        raise Stopped("还没有市总工会，请先运行 import-organisations。 / Import the unions first.")
    from django.utils import timezone

    with transaction.atomic():
        person = Person.objects.create(name=name)
        User.objects.create_user(username, password=password, person=person)
        Appointment.objects.create(
            person=person, organisation=city, role=Role.SYSTEM_ADMINISTRATOR, since=timezone.localdate()
        )
    say(f"已建立系统管理员 {username}。登录后请立即设置两步验证。 / Created; set up two-step sign-in next.")
