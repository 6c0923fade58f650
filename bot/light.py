"""Keep TensorFlow out of the process: hollow stand-ins for the parts of Rasa that want it.

Nothing in ``config.yml`` uses a neural component, but ``import rasa.core.run`` pulls TensorFlow
in through callbacks and default components: 5 s and 340 MB for nothing. Each stand-in has the
names that Rasa imports, and no more; using one raises at once.
"""

from __future__ import annotations

import sys
import types

HOLLOW: dict[str, tuple[str, ...]] = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    "rasa.nlu.classifiers.diet_classifier": ("DIETClassifier",),
    "rasa.nlu.selectors.response_selector": ("ResponseSelector",),
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": ("ConveRTFeaturizer",),
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": ("LanguageModelFeaturizer",),
    "rasa.core.policies.ted_policy": ("TEDPolicy",),
    "rasa.core.policies.unexpected_intent_policy": ("UnexpecTEDIntentPolicy",),
}
"""Module → the classes that other modules of Rasa import from it."""


class NeuralPartMissing(RuntimeError):
    """Something wants a neural component: take its module out of ``HOLLOW``."""


class _Hollow:
    def __init__(self, *_: object, **__: object) -> None:
        raise NeuralPartMissing(type(self).__name__)


def keep_tensorflow_out() -> None:
    """Put the stand-ins in place. Call before Rasa is imported; calling again changes nothing."""
    for module_name, class_names in HOLLOW.items():
        if module_name in sys.modules:
            continue
        module = types.ModuleType(module_name)
        for name in class_names:
            setattr(module, name, type(name, (_Hollow,), {"__module__": module_name}))
        sys.modules[module_name] = module
