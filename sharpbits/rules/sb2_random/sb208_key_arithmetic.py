from __future__ import annotations

from ...events import Binary, Call, Index, KeyShared, Method
from ...rule import Report, as_written, rule
from ...values import Array, Const, Value

_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**", "&", "|", "^", "<<", ">>", "@"})
_FUNCTIONS = frozenset({"add", "subtract", "multiply", "bitwise_xor", "bitwise_or", "bitwise_and", "mod", "asarray", "array"})
_CASTS = frozenset({"astype", "tolist", "item"})


@rule("SB208", "key-arithmetic", events=(Binary, Call, Index, Method, KeyShared), proof="raises TypeError (typed keys), silent (raw keys)")
def key_arithmetic(event: Binary | Call | Index | Method | KeyShared) -> Report | None:
    """Arithmetic, a cast, or constant indexing of one key.

    Why it bites: typed keys raise TypeError; a raw key is an array of two integers, and numbers made of these are no
    independent keys.
    Use instead: `jax.random.fold_in(key, data)` or `jax.random.split(key)`; `jax.random.key_data` to store a key.
    """
    if isinstance(event, Binary):
        keys = [v for v in (event.left, event.right) if _is_key(v)]
        if not keys or event.op not in _ARITHMETIC:
            return None
        what = f"`{event.op}` on a key"
    elif isinstance(event, KeyShared):
        if event.how != "arithmetic":
            return None
        what = "arithmetic on a key"
    elif isinstance(event, Index):
        if type(event.value) is not Array or not _is_key(event.value) or event.value.made != "raw" or _many(event.value) or type(event.index) is not Const or type(event.index.value) is not int:
            return None
        what = "one integer of a raw key"
    elif isinstance(event, Method):
        if not _is_key(event.receiver) or event.name not in _CASTS:
            return None
        what = f"`.{event.name}` of a key"
    else:
        module, _, short = event.name.rpartition(".")
        if module not in ("numpy", "jax.numpy") or short not in _FUNCTIONS or not event.args or not any(_is_key(v) for v in event.args[:2]):
            return None
        raw = any(_is_key(v) and v.made != "typed" for v in event.args[:2])  # type: ignore[attr-defined]
        if short in ("asarray", "array") and (raw or module == "jax.numpy"):
            return None
        what = f"`{as_written(event.name)}` of a key"
    return Report(event.site, f"{what}: keys are not numbers", "use `jax.random.fold_in(key, data)` or `jax.random.split`")


def _is_key(value: Value) -> bool:
    return type(value) is Array and value.dtype == "key" and not value.maybe


def _many(value: Value) -> bool:
    return type(value) is not Array or value.key is None or value.key[0] in ("split", "slice")
