"""Arrays that compiled programs hold as constants."""

from __future__ import annotations

#: How many bytes are much.
LARGE = 1_000_000
#: Bytes of an element, where it is not four (of "float" and "int" that is the least that JAX makes of them).
SIZES: dict[str, int] = {
    "bool": 1, "int8": 1, "uint8": 1, "int16": 2, "uint16": 2, "float16": 2, "bfloat16": 2, "int64": 8, "uint64": 8, "float64": 8, "complex64": 8, "complex128": 16,
    "int4": 1, "uint4": 1,
}  # fmt: skip
#: Functions of JAX that ask for the shape or type of an array alone.
NOT_CAPTURED = frozenset({
    "zeros_like", "ones_like", "full_like", "empty_like", "shape", "ndim", "size", "result_type", "dtype", "iscomplexobj", "isrealobj", "issubdtype", "ShapeDtypeStruct",
    "eval_shape", "leaves", "tree_leaves", "structure", "tree_structure", "map", "tree_map", "map_with_path", "tree_map_with_path", "flatten", "tree_flatten",
    "unflatten", "tree_unflatten", "broadcast_shapes", "promote_types", "make_jaxpr", "get_abstract_mesh", "typeof",
})  # fmt: skip
