"""The fixed cast: one demonstration person for every kind of right, the same in tests and in the demonstration.

Names say what each is (演示职工), so that nobody takes them for real people; phones are of a range that is checked
but reaches nobody here. `outsider` is a worker of another district: whatever is hidden from strangers is hidden
from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Role
from jiangong.foundation.people import sealing
from jiangong.foundation.people.models import Appointment, Membership, Person, User
from jiangong.foundation.people.states import MembershipState, Sex

SINCE = date(2021, 1, 1)  # the day everybody of the cast joined and took office
BORN = date(1988, 5, 1)  # everybody of the cast: of an age at which nothing is refused


@dataclass(frozen=True)
class CastMember:
    """One person of the cast. `place` and `member_of` name organisations of the tree it is created on."""

    key: str
    name: str
    description: Promise
    phone: str
    sex: str
    role: str = ""
    place: str = ""
    member_of: str = ""

    @property
    def username(self) -> str:
        return f"demo-{self.key.replace('_', '-')}"


# Places: city, district, township, enterprise, branch, other_enterprise (in another district).
CAST = (
    CastMember("worker", "演示职工", _("企业分工会的一名会员"), "19900000001", Sex.FEMALE, member_of="branch"),
    CastMember(
        "chair", "演示主席", _("企业工会主席，也是会员"), "19900000002", Sex.MALE,
        Role.CHAIR, "enterprise", "enterprise",
    ),
    CastMember("township_cadre", "演示镇街干部", _("镇街工会干部"), "19900000003", Sex.FEMALE, Role.CADRE, "township"),
    CastMember("district_cadre", "演示区市干部", _("区市总工会干部"), "19900000004", Sex.MALE, Role.CADRE, "district"),
    CastMember("city_officer", "演示市级干部", _("市总工会部室干部"), "19900000005", Sex.FEMALE, Role.CADRE, "city"),
    CastMember("teacher", "演示教师", _("在区市授课的教师"), "19900000006", Sex.FEMALE, Role.TEACHER, "district"),
    CastMember("expert", "演示专家", _("市级专家"), "19900000007", Sex.MALE, Role.EXPERT, "city"),
    CastMember("auditor", "演示审计员", _("市级审计人员，只看数字和脱敏记录"), "19900000008", Sex.MALE, Role.AUDITOR, "city"),
    CastMember(
        "administrator", "演示系统管理员", _("管理机器，看不到会员信息"), "19900000009", Sex.MALE,
        Role.SYSTEM_ADMINISTRATOR, "city",
    ),
    CastMember(
        "outsider", "演示外区职工", _("另一个区市的会员"), "19900000010", Sex.MALE, member_of="other_enterprise"
    ),
)  # fmt: skip


@transaction.atomic
def create_cast(organisations: Mapping[str, Organisation]) -> dict[str, User]:
    """Create the whole cast on the given organisations and return its accounts by key; what exists is kept.

    `organisations` holds one organisation for each place named in CAST.
    """
    return {one.key: _create(one, organisations) for one in CAST}


def _create(one: CastMember, organisations: Mapping[str, Organisation]) -> User:
    known = User.objects.filter(username=one.username).first()
    if known is not None:
        return known
    person = Person.objects.create(
        name=one.name,
        sex=one.sex,
        born_on=BORN,
        phone_index=sealing.blind_index("phone", one.phone),
        is_demonstration=True,
    )
    person.phone_sealed = sealing.seal(one.phone, model="people.person", field="phone", pk=person.pk)
    person.save(update_fields=["phone_sealed"])
    if one.member_of:
        Membership.objects.create(
            person=person,
            organisation=organisations[one.member_of],
            state=MembershipState.ACTIVE,
            applied_on=SINCE,
            joined_on=SINCE,
        )
    if one.role:
        Appointment.objects.create(
            person=person, organisation=organisations[one.place], role=one.role, since=SINCE
        )
    user = User(username=one.username, person=person, phone_verified=True)
    user.set_unusable_password()
    user.save()
    return user
