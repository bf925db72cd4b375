"""The function of (c) by its nodes."""

import pytest
from companion.given import model
from companion.pictures.sensitivities import PICTURED
from companion.properties.unit_nodes import NODES, f_of, nodes, some_units


@pytest.mark.parametrize("u", [PICTURED, some_units(3, 2), some_units(1, 4)])
@pytest.mark.parametrize("node", NODES)
def test_f_is_the_same_when_computed_from_any_node(u, node):
    assert f_of(node, u)(nodes(u)[node]) == pytest.approx(
        model(u.W, u.x, u.y, u.b, u.phi)
    )
