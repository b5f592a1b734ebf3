"""What a program that uses ``mlcore`` may rely on: Settings, train and the exports."""

import json
import subprocess
import sys
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from mlcore import export
from tests.support.tables import ROOT

SHORT: dict[str, dict[str, Any]] = {
    "xor": {"epochs": 5},
    "regression": {"epochs": 2},
    "classification": {"epochs": 2, "train_size": 100},
    "test_set": {"epochs": 2},
    "mnist": {"epochs": 1, "model": "linear"},
}


@pytest.mark.parametrize("lesson", SHORT)
def test_a_lesson_can_be_trained_from_its_package_alone(lesson):
    package = import_module(f"mlcore.{lesson}")
    settings = package.Settings(**SHORT[lesson])
    result = package.train(settings)
    assert result.settings == settings
    assert np.isfinite(getattr(result, settings.headline))
    if lesson in ("classification", "test_set", "mnist"):
        assert 0 <= result.test_accuracy <= 1


@pytest.mark.parametrize("lesson", SHORT)
def test_settings_can_be_exported_as_a_script_and_a_notebook(lesson):
    settings = import_module(f"mlcore.{lesson}").Settings(**SHORT[lesson])
    compile(export.to_script(settings), "script.py", "exec")
    assert json.loads(export.to_notebook(settings))["nbformat"] == 4


def test_reading_settings_imports_no_torch():
    code = f"import sys, {', '.join(f'mlcore.{lesson}' for lesson in SHORT)}; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
