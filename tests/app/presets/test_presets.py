"""Every preset trains on a server and has a source."""

import pytest

from app.presets import PRESETS
from app.presets.published import PUBLISHED
from app.sessions.limits import check_spec
from app.settings import Settings
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.app.live import Live


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_trains(live: Live, name: str) -> None:
    session = live.client.create(PRESETS[name].spec)
    assert session.train(2).step == 2
    session.delete()


@pytest.mark.parametrize("name", PRESETS)
def test_a_network_is_laid_out_from_the_spec_as_from_the_data(name: str) -> None:
    spec = RunSpec.model_validate(PRESETS[name].spec)
    network, own = check_spec(spec, Settings()), Trainer(spec).network
    assert (network.tape == own.tape).all() and (network.training_tape == own.training_tape).all()
    assert network.layout.size == own.layout.size


def test_the_catalog_has_the_source_and_the_result_of_each_preset(live: Live) -> None:
    presets = {preset.name: preset for preset in live.client.catalog().presets}
    assert list(presets) == list(PRESETS)
    for name, preset in presets.items():
        assert (preset.source, preset.published) == (PRESETS[name].source, PRESETS[name].published)
        assert bool(preset.published) == (name in PUBLISHED)
    assert "Nature 323" in presets["family_trees"].source
