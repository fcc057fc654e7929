"""The world of offers."""

import pytest

from tests.company import Company
from tests.offers.world import World, build_world


@pytest.fixture
def world(company: Company) -> World:
    """Products, customers and a history; nothing is learned yet."""
    return build_world(company)


@pytest.fixture
def learned(world: World) -> World:
    """The same, with the rules of what is owned together."""
    version = world.learn()
    assert version.state == "current"
    return world
