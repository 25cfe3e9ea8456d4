"""The notebook of python/examples runs from top to bottom in a kernel of its own, and shows what docs/python.md says."""

import pathlib
import sys

import pytest

NOTEBOOK = pathlib.Path(__file__).resolve().parents[1] / "examples" / "notebook.ipynb"


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What each cell of code shows as HTML or as a picture, by the begin of its last line."""
    reason = "needs Jupyter: pip install nbclient ipykernel"
    nbclient = pytest.importorskip("nbclient", reason=reason)
    nbformat = pytest.importorskip("nbformat", reason=reason)
    pytest.importorskip("ipykernel", reason=reason)
    for package in ("pandas", "matplotlib"):
        pytest.importorskip(package)
    kernels = tmp_path_factory.mktemp("jupyter") / "kernels" / "python3"
    kernels.mkdir(parents=True)
    # This interpreter, whichever kernels are installed.
    argv = '{"argv": ["%s", "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "Python 3"}'
    (kernels / "kernel.json").write_text(argv % sys.executable)
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(kernels.parents[1]))
        nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return {cell.source.splitlines()[-1].split("(")[0]: outputs_of(cell) for cell in cells}


def outputs_of(cell):
    for output in cell.outputs:
        if output.output_type == "stream":
            assert output.name != "stderr", f"{cell.source} warns: {output.text}"
    return "".join(str(output.data.get(kind, "")) for output in cell.outputs if "data" in output for kind in ("text/html", "image/png"))


def test_a_result_shows_curves_and_layers(shown):
    assert "<polyline" in shown["result"]
    assert "Total parameters" in shown["result"]


def test_a_run_shows_its_metrics(shown):
    assert "accuracy" in shown["run"]
    assert "test" in shown["run"]


def test_an_explanation_shows_the_network(shown):
    assert shown["why"].startswith("<svg")
    assert "bill_length_mm" in shown["why"]
    assert "<table" in shown["pandas.DataFrame"]


def test_a_model_shows_its_layers(shown):
    assert "dense_1" in shown["model"] or "Dense" in shown["model"]


def test_curves_have_grown_to_the_last_epoch(shown):
    assert "<p>Epoch 30 of 30</p>" in shown["history = model.fit"]
    assert "val_loss" in shown["history = model.fit"]


def test_a_history_is_plotted(shown):
    assert len(shown["plot_history"]) > 1000
