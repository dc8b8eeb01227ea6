from __future__ import annotations

from ...events import TensorFlowSeen
from ...rule import Report, rule


@rule("SB811", "tensorflow-takes-the-gpu", events=(TensorFlowSeen,), on="info", proof="silent")
def tensorflow_takes_the_gpu(event: TensorFlowSeen) -> Report:
    """TensorFlow or TFDS imported beside JAX, with the GPU visible to both.

    Why it bites: both libraries take most of the memory of a GPU as soon as they touch it; the second one finds none left.
    Use instead: `tf.config.set_visible_devices([], "GPU")` before anything else is done with TensorFlow.
    """
    return Report(event.site, f"`{event.name}` is used beside JAX and may take the memory of the GPU", 'hide it first: `tf.config.set_visible_devices([], "GPU")`')
