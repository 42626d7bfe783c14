"""Two at once: a union founded during a move stands where its parent has gone."""

import threading

from django.db import connection, transaction

from jiangong.foundation.organisations import actions
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Kind
from tests.cast import make_tree


def test_a_union_founded_during_a_move_gets_the_new_path(transactional_db):
    tree = make_tree()
    begun = threading.Event()

    def found() -> None:
        begun.set()
        try:
            actions.create(name="演示新分会", kind=Kind.BRANCH, parent=tree.enterprise, by=None)
        finally:
            connection.close()

    founder = threading.Thread(target=found)
    with transaction.atomic():
        actions.move(tree.enterprise, tree.other_township, by=None)
        founder.start()
        assert begun.wait(5)
        founder.join(0.5)
        assert founder.is_alive()  # it waits for the tree
    founder.join(20)
    made = Organisation.objects.get(name="演示新分会")
    enterprise = Organisation.objects.get(pk=tree.enterprise.pk)
    assert enterprise.parent == tree.other_township
    assert made.path == f"{enterprise.path}{made.pk}/"
    assert tree.other_district.pk in made.lineages.get().ancestors
