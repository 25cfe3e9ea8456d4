"""What notebooks show."""

import pathlib
import re

import ganglion
from ganglion._html import curves

PENGUINS = pathlib.Path(__file__).resolve().parents[2] / "data" / "penguins.csv"


def words(html):
    return re.sub(r"<[^>]+>", " ", html).split()


def test_a_run_shows_its_metrics_and_layers(tmp_path):
    result = ganglion.train(PENGUINS, "species", epochs=2, ensemble=1, out=tmp_path / "run", verbose=False)
    shown = words(result._repr_html_())
    assert shown[:4] == ["Metric", "train", "validation", "test"]
    row = shown[shown.index("accuracy") + 1 :][:3]
    assert row == [f"{result.metrics[split]['accuracy']:.4g}" for split in ("train", "validation", "test")]
    assert f"{result.metrics['parameters']:,}" in shown


def test_curves_are_drawn_to_scale():
    drawn = curves({"loss": [4.0, 2.0, 0.0], "val_loss": [4.0, float("nan"), 2.0]}, width=120, height=100)
    first, second = ([tuple(map(float, p.split(","))) for p in points.split()] for points in re.findall('points="([^"]*)"', drawn))
    assert len(first) == 3 and len(second) == 2
    assert first[1][0] - first[0][0] == first[2][0] - first[1][0] > 0
    assert first[1][1] - first[0][1] == first[2][1] - first[1][1] > 0
    assert second[1] == (first[2][0], first[1][1])
    assert curves({"loss": []}) == "<p>No epochs.</p>"


def test_texts_are_escaped():
    model = ganglion.Sequential([ganglion.Input((2,)), ganglion.layers.Dense(1, name="a<b>")])
    assert "a&lt;b&gt;" in model._repr_html_() and "<b>" not in model._repr_html_()
