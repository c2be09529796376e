"""A round on a hub for all tests of a file, and a panellist for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.front import the_truth
from tests.support.scene import Kim, Scene, scene_in


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The round; its hub is found clean at the end, whatever it was made to say."""
    with scene_in(tmp_path_factory.mktemp("scene")) as made:
        yield made
        assert made.is_clean()


@pytest.fixture
def kim(scene: Scene) -> Iterator[Kim]:
    """Somebody who was let in; the front tells the truth again afterwards."""
    with scene.kim() as let_in:
        yield let_in
    scene.front.lie = the_truth
