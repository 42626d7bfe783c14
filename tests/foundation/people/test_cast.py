from jiangong.foundation.organisations.scope import held
from jiangong.foundation.people.cast import CAST, create_cast
from jiangong.foundation.people.formulas import check_phone
from jiangong.foundation.people.models import User


def test_everybody_of_the_cast_stands_where_it_says(tree, cast):
    for one in CAST:
        user = cast[one.key]
        places = {(held_one.role, held_one.organisation_id) for held_one in held(user)}
        assert places == ({(one.role, getattr(tree, one.place).pk)} if one.role else set())
        memberships = list(user.person.memberships.values_list("organisation_id", flat=True))
        assert memberships == ([getattr(tree, one.member_of).pk] if one.member_of else [])


def test_phones_of_the_cast_are_valid_and_differ():
    phones = [one.phone for one in CAST]
    assert [check_phone(phone) for phone in phones] == phones
    assert len(set(phones)) == len(phones)


def test_creating_the_cast_again_changes_nothing(tree, cast):
    assert create_cast(vars(tree)) == cast
    assert User.objects.count() == len(CAST)
