"""The function of (c), node by node."""

import pytest
from companion.given import model
from companion.part_1f import PICTURED
from companion.properties.unit_nodes import NODES, after, nodes, some_units


@pytest.mark.parametrize("u", [PICTURED, some_units(3, 2), some_units(1, 4)])
@pytest.mark.parametrize("node", NODES)
def test_from_every_node_on_it_is_the_same_function(u, node):
    assert after(node, u)(nodes(u)[node]) == pytest.approx(
        model(u.W, u.x, u.y, u.b, u.phi)
    )
