"""Write `sharpbits/data/lifecycle.py` from rows of observations, one JSON object a line.

    python tools/make_lifecycle.py OBSERVATIONS.jsonl

A row says of a name (`jax.tree_map`), module, parameter (`jax.numpy.clip(a_min=, a_max=)`), option or attribute of an array what
releases did when they were asked for it (`observe_lifecycle.py` asks), what the changelog says, and what replaces it.
What no release can be asked for is written here by hand: `OVERRIDES` and `MORE`.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "sharpbits" / "data" / "lifecycle.py"
#: The options that the sources of all releases declare (`observe_options.py`); what a release did when it was asked goes before it.
DECLARED = Path(__file__).parent / "options.json"
HEAD = '''"""The life of names: written by `tools/make_lifecycle.py` from what releases 0.4.13 to 0.12.0 of JAX really did.

Each row is (life, replacement, drop-in, note). A life is a series of marks: `+0.4.25` there since 0.4.25, `~0.4.26` deprecated,
`-0.6.0` gone; what happened before 0.4.13, the oldest release that was asked, is the changelog's word. A life without `+` at its
beginning was there before. Names of other libraries have that library's versions.
"""

from __future__ import annotations

Row = tuple[str, str, bool, str]
'''

#: What the changelog or a second look says against a row: fields of the row.
OVERRIDES: dict[str, dict[str, Any]] = {
    "jax.config.config": {"replacement": "jax.config", "drop_in": True},
    "jax.config": {"replacement": "jax", "note": "`import jax`, then `jax.config`"},
    "jax.experimental.maps": {"replacement": "", "note": "take `Mesh` from `jax.sharding`; `xmap` becomes `jax.shard_map`"},
    "jax.experimental.shard": {"replacement": "", "note": "`jax.sharding.reshard`, `auto_axes`, `explicit_axes`"},
    "jax.experimental.x64_context": {"replacement": "", "note": "`jax.enable_x64(True)`"},
    "jax.experimental.enable_x64": {"drop_in": True},
    "jax.experimental.disable_x64": {"replacement": "", "note": "`jax.enable_x64(False)`"},
    "jax.experimental.x64_context.disable_x64": {"replacement": "", "note": "`jax.enable_x64(False)`"},
    "jax.experimental.global_device_array": {"replacement": "", "note": "`jax.Array`, made by `jax.make_array_from_callback`"},
    "jax.experimental.ann": {"replacement": "", "note": "`jax.lax.approx_max_k`, `approx_min_k`"},
    "jax.experimental.callback": {"replacement": "", "note": "`jax.debug.callback`, `jax.pure_callback`"},
    "jax.experimental.loops": {"replacement": "", "note": "`jax.lax.fori_loop`, `scan`, `while_loop`"},
    "jax.experimental.attrs": {"replacement": "", "note": "`jax.new_ref`"},
    "jax.experimental.optix": {"replacement": "", "note": "it became the package `optax`"},
    "jax.experimental.vectorize": {"replacement": "", "note": "`jax.numpy.vectorize`"},
    "jax.experimental.array_api": {"replacement": "jax.numpy", "drop_in": True},
    "jax.experimental.export": {"replacement": "jax.export", "drop_in": False, "note": "`jax.export.export`; platforms are now `platforms=`"},
    "jax.experimental.gda_serialization": {"replacement": "", "note": "`jax.experimental.array_serialization`", "drop_in": False},
    "jax.xla": {"drop_in": False}, "jax.pxla": {"drop_in": False}, "jax.partial_eval": {"drop_in": False},
    "jax.experimental.sharded_jit": {"removed_in": "0.3.5", "note": "`in_shardings` and `out_shardings` of `jax.jit`"},
    "jax.experimental.host_callback": {"replacement": "", "note": "`jax.pure_callback`, `jax.experimental.io_callback`, `jax.debug.callback`"},
    "jax.abstract_arrays": {"replacement": "", "note": "`jax.core.ShapedArray`"},
    "jax.api": {"replacement": "", "note": "import from `jax`"},
    "jax.ad_util": {"replacement": "", "note": "no public name is left"},
    "jax.interpreters.xla.device_put": {"replacement": "jax.device_put"},
    "jax.lib.xla_bridge": {"replacement": "", "note": "`jax.extend.backend.get_backend()`, `jax.default_backend()`, `jax.devices()`"},
    "jax.lib.xla_client": {"replacement": "", "note": "no public module has these names; see `jax.extend`, `jax.ffi`, `jax.errors`"},
    "jax.lib.xla_extension": {"replacement": "", "note": "for `XlaRuntimeError` take `jax.errors.JaxRuntimeError`"},
    "jax.lib.pytree": {"replacement": "", "note": "`jax.tree_util`"},
    "jax.prng": {"replacement": "", "note": "`jax.extend.random`"},
    "jax.util": {"replacement": "", "note": "copy what you need, or use the standard library: `zip(strict=True)`, `functools.partial`"},
    "jax.util.safe_map": {"note": "`list(map(f, xs))` after a check of the lengths, or `zip(strict=True)`"},
    "jax.util.safe_zip": {"replacement": "", "note": "`zip(…, strict=True)`"},
    "jax.core.safe_map": {"replacement": "", "note": "`list(map(f, xs))` after a check of the lengths"},
    "jax.core.safe_zip": {"replacement": "", "note": "`zip(…, strict=True)`"},
    "jax.core.as_hashable_function": {"replacement": ""},
    "jax.interpreters.xla.xb": {"replacement": "jax.extend.backend"},
    "jax.interpreters.xla.xc": {"replacement": ""},
    "jax.interpreters.xla.xe": {"replacement": ""},
    "jax.lib.xla_bridge.xla_client": {"replacement": ""},
    "jax.interpreters.xla.ConcreteArray": {"replacement": ""},
    "jax.random.PRNGKeyArray": {"replacement": "jax.Array"},
    "jax.random.shuffle": {"replacement": "", "note": "`jax.random.permutation(key, x)`, which draws other numbers"},
    "jax.numpy.in1d": {"replacement": "", "note": "`jax.numpy.isin(ar1, ar2).ravel()`; for arrays of one dimension `isin` alone"},
    "jax.numpy.trapz": {"replacement": "jax.numpy.trapezoid", "drop_in": True},
    "jax.numpy.msort": {"replacement": "", "note": "`jax.numpy.sort(a, axis=0)`"},
    "jax.numpy.NINF": {"replacement": "", "note": "`-jax.numpy.inf`"},
    "jax.numpy.NZERO": {"replacement": "", "note": "`-0.0`"},
    "jax.numpy.PZERO": {"replacement": "", "note": "`0.0`"},
    "jax.tree_multimap": {"replacement": "jax.tree.map", "drop_in": True},
    "jax.host_ids": {"replacement": "", "note": "`range(jax.process_count())`"},
    "jax.process_indexs": {"removed_in": "0.2.13"},
    "jax.device_put_replicated": {"replacement": "", "note": "`jax.device_put(x, sharding)` with a `NamedSharding`; the leading axis of `pmap` is then `jnp.stack([x] * n)`"},
    "jax.device_put_sharded": {"replacement": "", "note": "`jax.device_put(jnp.stack(xs), sharding)` with a `NamedSharding` over the leading axis"},
    "jax.xla_computation": {"replacement": "", "note": "`jax.jit(f).lower(…).as_text(\"hlo\")`, `.compiler_ir(\"hlo\")`, or `.compile().as_text()`"},
    "jax.core.get_aval": {"replacement": "jax.typeof", "note": "`jax.typeof(x)`"},
    "jax.core.axis_frame": {"replacement": "", "note": "`jax.lax.axis_size(name)`"},
    "jax.core.abstract_token": {"replacement": ""},
    "jax.curry": {"replacement": "", "note": "`functools.partial`"},
    "jax.dlpack.to_dlpack": {"replacement": "", "note": "pass the array itself to `from_dlpack`"},
    "jax.lax.pvary": {"replacement": "", "note": "`jax.lax.pcast(x, axes, to=\"varying\")`"},
    "jax.lax.pdot": {"replacement": "", "note": "`jax.lax.psum(jnp.einsum(…), axis_name)`"},
    "jax.lax.tie_in": {"replacement": "", "note": "use its second argument: `tie_in(x, y)` is `y`"},
    "jax.lax.prod": {"replacement": "math.prod", "drop_in": True},
    "jax.experimental.compilation_cache.compilation_cache.initialize_cache": {"replacement": "", "note": "`jax.config.update(\"jax_compilation_cache_dir\", path)`"},
    "jax.random.rbg_key": {"replacement": "", "note": "`jax.random.key(seed, impl=\"rbg\")`"},
    "jax.random.unsafe_rbg_key": {"replacement": "", "note": "`jax.random.key(seed, impl=\"unsafe_rbg\")`"},
    "jax.random.threefry2x32_key": {"replacement": "", "note": "`jax.random.key(seed, impl=\"threefry2x32\")`"},
    "jax.ops.index": {"replacement": "", "note": "index `x.at[…]` directly, or `numpy.s_`"},
    "jax.ops.index_update": {"replacement": "", "note": "`x.at[idx].set(y)`"},
    "jax.ops.index_add": {"replacement": "", "note": "`x.at[idx].add(y)`"},
    "jax.ops.index_mul": {"replacement": "", "note": "`x.at[idx].multiply(y)`"},
    "jax.ops.index_min": {"replacement": "", "note": "`x.at[idx].min(y)`"},
    "jax.ops.index_max": {"replacement": "", "note": "`x.at[idx].max(y)`"},
    "jax.interpreters.pxla.thread_resources": {"replacement": "", "note": "`jax.sharding.get_mesh()` under `jax.set_mesh(mesh)`, or pass the mesh on"},
    "jax.experimental.maps.thread_resources": {"replacement": "", "note": "`jax.sharding.get_mesh()` under `jax.set_mesh(mesh)`, or pass the mesh on"},
    "jax.experimental.maps.xmap": {"replacement": "", "note": "`jax.shard_map`, or `jax.vmap` with `spmd_axis_name=`"},
    "jax.experimental.maps.mesh": {"replacement": "", "note": "`jax.sharding.Mesh(devices, axis_names)`"},
    "jax.experimental.shard_map.shard_map": {"replacement": "jax.shard_map", "drop_in": False, "note": "the mesh is a keyword there, `check_rep` is `check_vma`, `auto` became `axis_names`"},
    "jax.experimental.pjit.pjit": {"replacement": "jax.jit", "drop_in": False, "note": "`jax.jit` takes the same `in_shardings` and `out_shardings`, as keywords"},
    "jax.experimental.host_callback.call": {"replacement": "", "note": "`jax.pure_callback(f, result_shape, x)`"},
    "jax.experimental.host_callback.id_tap": {"replacement": "", "note": "`jax.debug.callback(f, x)`"},
    "jax.experimental.host_callback.id_print": {"replacement": "", "note": "`jax.debug.print(\"{}\", x)`"},
    "jax.experimental.saved_input_vjp": {"replacement": ""}, "jax.experimental.si_vjp": {"replacement": ""},
    "jax.interpreters.pxla.device_put": {"replacement": ""}, "jax.soft_pmap": {"replacement": "", "note": "`jax.vmap` inside of `jax.shard_map`"},
    "jax.sharding.PositionalSharding": {"replacement": "", "note": "`jax.sharding.NamedSharding(mesh, jax.sharding.PartitionSpec(…))`"},
    "jax.sharding.GSPMDSharding": {"replacement": "", "note": "`jax.sharding.NamedSharding`"},
    "jax.sharding.PmapSharding": {"replacement": "", "note": "`jax.sharding.NamedSharding`"},
    "jax.errors.SimplifiedTraceback": {"note": "no public name is left"},
    "jax.tree_util.GetitemKeyPathEntry": {"replacement": "", "note": "`SequenceKey` or `DictKey`"},
    "jax.scipy.special.sph_harm": {"replacement": "", "note": "`sph_harm_y(n, m, theta, phi)`: other order of degree and order, and of the angles"},
    "jax.scipy.linalg.polar_unitary": {"replacement": "", "note": "the first result of `jax.scipy.linalg.polar(a)`"},
    "jax.eval_context": {"replacement": "jax.ensure_compile_time_eval"},
    "jax.interpreters.partial_eval.config": {"drop_in": True},
    "jax.util.wraps": {"replacement": "functools.wraps"},
    "jax.memory": {"note": "name `jax.memory.Space` without an import of its own"},
    "jax.linear_util.wrap_init": {"replacement": "jax.extend.linear_util.wrap_init", "note": "it wants `debug_info=` now"},
    # What is no row of its own in the observations because it fails in the same way as its module does.
    "jax.numpy.linalg.svd(subset_by_index=)": {"skip": True},
    "jax.checkpoint(concrete=)": {"removed_in": "0.10.0", "deprecated_in": "0.8.2"},
    "jax.pmap(global_arg_shapes=)": {"removed_in": "0.10.0"},
    "jax.nn.softmax(initial=)": {"note": "leave it out: `where=` is enough"},
    "jax.nn.log_softmax(initial=)": {"note": "leave it out: `where=` is enough"},
    "jax.numpy.where(condition=)": {"note": "pass it by position"},
    "jax.numpy.where(x=, y=)": {"note": "pass them by position"},
    "jax.numpy.sort(kind=)": {"note": "`stable=True` or nothing"},
    "jax.numpy.argsort(kind=)": {"note": "`stable=True` or nothing: both are stable by default"},
    "jax.numpy.clip(a=)": {"note": "pass the array by position"},
    "jax.jit(fun=)": {"note": "pass the function by position"},
    "jax.jit(device=)": {"note": "`jax.device_put` the arguments, or `in_shardings=`"},
    "jax.jit(backend=)": {"note": "`jax.device_put` the arguments, or `with jax.default_device(…)`"},
    "jax.scipy.linalg.solve(sym_pos=)": {"note": "`assume_a=\"pos\"`"},
    "jax.pure_callback(vectorized=)": {"note": "`vmap_method=\"broadcast_all\"` for True, `\"sequential\"` for False"},
    "shard_map.shard_map(check_rep=)": {"skip": True}, "shard_map.shard_map(check_vma=)": {"skip": True},
    "shard_map.shard_map(auto=)": {"name": "jax.experimental.shard_map.shard_map(auto=)"},
    "pjit.pjit(in_axis_resources=)": {"name": "jax.experimental.pjit.pjit(in_axis_resources=)"},
    "pjit.pjit(out_axis_resources=)": {"name": "jax.experimental.pjit.pjit(out_axis_resources=)"},
    "Array.device": {"skip": True}, "Array.clip(a_min=, a_max=)": {"skip": True}, "Array.layout": {"skip": True}, "Array.to_device": {"skip": True},
    "x.astype(array)": {"added_in": None}, "jax.numpy.sum(where=non-bool)": {"deprecated_in": "0.4.36"},
    "Array.device()": {"note": "`x.devices()`, a set; or `x.device`, an attribute since 0.4.31"},
    "jax.shard_map(check_vma=)": {"skip": True},
    "jax.make_mesh(axis_types=)": {"skip": True},
    "jax.custom_remat": {"skip": True}, "jax.checkpoint_policies": {"skip": True}, "jax.ad": {"skip": True}, "jax.config.FLAGS": {"skip": True},
    "jax.Ref": {"added_in": "0.7.2"}, "jax.tools.colab_tpu.setup_tpu()": {"skip": True}, "jax.random.key_dtype": {},
    "jax.shard_map(check_rep=)": {"removed_in": "0.6.1", "replacement": "check_vma=", "drop_in": True},
    "jax.experimental.rnn.LSTM": {"skip": True},
    "jax.tree_util.build_tree": {"drop_in": True},
}  # fmt: skip
#: Rows about values, by the words that the engine and the messages have for them.
VALUES: dict[str, tuple[str, str]] = {
    "jax.numpy.sum(where=non-bool)": ("a `where=` that is not boolean", "`mask.astype(bool)`"),
    "x.astype(array)": ("an array as a dtype", "its `.dtype`"),
    "float(array of size 1)": ("an array of one element as a Python number", "`x.item()`"),
    "bool(empty array)": ("the truth of an empty array", "`x.size > 0`"),
    "jax.numpy.array(None)": ("`None` as an array", "`jax.numpy.nan` for what is missing"),
    "jax.numpy.cross(2-vectors)": ("`jax.numpy.cross` of vectors of two", "`x[0] * y[1] - x[1] * y[0]`"),
    "jax.numpy.linalg.solve(batched 1d)": ("`jax.numpy.linalg.solve` with a batch of vectors", "`solve(a, b[..., None])[..., 0]`"),
    "jax.scipy.linalg.solve_triangular(batched 1d)": ("a triangular solve with a batch of vectors", "`b[..., None]`, and `[..., 0]` of the result"),
    "jax.tree.map(f, None, x)": ("`None` as the first tree of `jax.tree.map`", "`is_leaf=lambda x: x is None`"),
    "jax.random.bits(batch of keys)": ("`jax.random.bits` of a batch of keys", "`jax.vmap(jax.random.bits)`"),
    "jnp.nonzero(scalar)": ("`jax.numpy.nonzero` of a scalar", "`jax.numpy.atleast_1d`"),
    "hash(tracer)": ("the hash of a tracer", "`id(x)`, or a key that is static"),
    "x.at[].set(unsafe cast)": ("an `.at[…]` update with numbers that the type of the array does not hold", "`astype`, of the array or of what is written"),
    "jax.numpy.shape(list)": ("`jax.numpy.shape`, `ndim` or `size` of a list", "`numpy.shape`, `numpy.ndim`, `numpy.size`"),
    "pytree leaves that are generators": ("an iterator as a leaf of a pytree", "`list(…)` of it"),
    "vmap(jax.pure_callback) without vmap_method": ("`jax.pure_callback` under `vmap` without `vmap_method`", "`vmap_method=\"sequential\"`"),
    "jax.numpy.clip(complex)": ("`jax.numpy.clip` of complex numbers", "`lax.complex` of the clipped parts"),
    "jax.numpy.fabs(complex)": ("`jax.numpy.fabs` of complex numbers", "`jax.numpy.abs`"),
    "jax.dlpack.from_dlpack(capsule)": ("a capsule for `from_dlpack`", "the array that it comes from"),
    "Lowered.compiler_ir('mhlo')": ("the dialect `mhlo`", "`stablehlo`"),
    "isinstance(PartitionSpec, tuple)": ("a `PartitionSpec` that is a tuple", "`isinstance(spec, jax.sharding.PartitionSpec)`"),
    "PartitionSpec == tuple": ("a `PartitionSpec` that equals a tuple", "`PartitionSpec(…)` on both sides"),
    "Array.at[].get(positional)": ("a setting of `.at[…].get` or an update by position", "the keyword: `mode=`, `fill_value=`"),
}  # fmt: skip
#: Modules that are attributes of others alone.
NO_MODULES = ("jax.interpreters.mlir.func_dialect", "jax.interpreters.mlir.hlo", "jax.lib.xla_client.ops")
#: Names that were not asked for: (life, replacement, drop-in, note).
MORE: dict[str, tuple[str, str, bool, str]] = {
    "jax.tree_all": ("~0.3.15 -0.4.13", "jax.tree.all", True, ""),
    "jax.tree_reduce": ("~0.3.15 -0.4.13", "jax.tree.reduce", True, ""),
    "jax.lib.xla_bridge.device_count": ("-0.4.13", "jax.device_count", True, ""),
    "jax.lib.xla_bridge.devices": ("-0.4.13", "jax.devices", True, ""),
    "jax.lib.xla_bridge.local_device_count": ("-0.4.13", "jax.local_device_count", True, ""),
    "jax.lib.xla_bridge.process_index": ("-0.4.13", "jax.process_index", True, ""),
    "jax.experimental.optimizers": ("~0.2.25 -0.3.16", "jax.example_libraries.optimizers", True, ""),
    "jax.shard_map(auto=)": ("-0.6.1", "", False, "`axis_names=`: the axes that are manual, not the others"),
    # Options of old scripts.
    "jax_omnistaging": ("-0.4.13", "", False, "nothing: it is always on"),
    "jax_enable_mlir": ("-0.4.13", "", False, "nothing: it is always on"),
    "jax_new_checkpoint": ("-0.4.13", "", False, "nothing: it is always on"),
    "jax_unique_mhlo_module_names": ("-0.4.13", "", False, ""),
    "jax_pallas_use_mosaic_gpu": ("+0.4.29 -0.12.0", "", False, "`compiler_params=`, whose type says which"),
    # Arguments that went without a warning.
    "jax.make_mesh(axis_shapes=)": ("-0.11.1", "axis_sizes=", True, ""),
    "jax.make_mesh(axis_sizes=)": ("+0.11.1", "axis_shapes=", True, ""),
    "jax.remat(concrete=)": ("~0.8.2 -0.10.0", "", False, "static_argnums="),
    "jax.ShapeDtypeStruct(vma=)": ("+0.6.2 -0.10.0", "", False, "`manual_axis_type=`"),
    "jax.core.ShapedArray(named_shape=)": ("-0.4.34", "", False, ""),
    "jax.core.ShapedArray(vma=)": ("+0.6.0 -0.10.0", "", False, "`manual_axis_type=`"),
    "jax.sharding.AbstractMesh(shape_tuple=)": ("-0.5.3", "", False, "`axis_sizes` and `axis_names`"),
    "jax.numpy.nanquantile(interpolation=)": ("~0.4.13 -0.8.0", "method=", True, ""),
    "jax.experimental.pallas.BlockSpec(indexing_mode=)": ("-0.7.1", "", False, "`pl.Element(n)` for an axis of the block"),
    "jax.experimental.pallas.pallas_call(backend=)": ("+0.4.35 -0.9.1", "", False, "`compiler_params=`, whose type says which"),
    "jax.experimental.layout.Layout(device_local_layout=)": ("-0.7.0", "", False, "`Format(layout, sharding)`"),
    "jax.lax.dtype(canonicalize=)": ("-0.7.2", "", False, ""),
    # Names that went without a warning, by what the files of the releases have.
    "jax.core.DShapedArray": ("-0.8.2", "", False, ""),
    "jax.core.JaxprDebugInfo": ("-0.5.1", "", False, "`jax.extend.core.DebugInfo`"),
    "jax.core.ThreadLocalState": ("-0.4.36", "", False, ""),
    "jax.core.TraceStack": ("-0.4.36", "", False, ""),
    "jax.core.TraceState": ("-0.4.36", "", False, ""),
    "jax.core.apply_todos": ("-0.4.36", "", False, ""),
    "jax.core.call_bind_with_continuation": ("-0.4.36", "", False, ""),
    "jax.core.extend_axis_env": ("-0.4.36", "", False, ""),
    "jax.core.map_bind": ("-0.4.36", "", False, ""),
    "jax.core.map_bind_with_continuation": ("-0.4.36", "", False, ""),
    "jax.core.new_base_main": ("-0.4.36", "", False, ""),
    "jax.core.new_sublevel": ("-0.4.36", "", False, ""),
    "jax.core.process_env_traces_call": ("-0.4.36", "", False, ""),
    "jax.core.process_env_traces_map": ("-0.4.36", "", False, ""),
    "jax.core.raise_as_much_as_possible": ("-0.4.36", "", False, ""),
    "jax.core.stash_axis_env": ("-0.4.36", "", False, ""),
    "jax.core.subst_axis_names": ("-0.4.36", "", False, ""),
    "jax.core.subst_axis_names_eqn": ("-0.4.36", "", False, ""),
    "jax.core.subst_axis_names_jaxpr": ("-0.4.36", "", False, ""),
    "jax.core.used_axis_names": ("-0.4.36", "", False, ""),
    "jax.core.as_named_shape": ("-0.4.31", "", False, ""),
    "jax.core.join_named_shapes": ("-0.4.31", "", False, ""),
    "jax.enable_custom_vjp_by_custom_transpose": ("-0.10.0", "", False, ""),
    "jax.experimental.layout.SpecifiedLayout": ("+0.4.21 -0.4.26", "", False, "`jax.experimental.layout.Layout`"),
    "jax.experimental.pallas.Unblocked": ("+0.4.35 -0.6.1", "", False, "`pl.Element(n)` for an axis of the block"),
    "jax.experimental.pallas.unblocked": ("+0.4.35 -0.6.1", "", False, "`pl.Element(n)` for an axis of the block"),
    "jax.experimental.pallas.IndexingMode": ("+0.4.35 -0.6.1", "", False, "`pl.Element(n)` for an axis of the block"),
    "jax.experimental.pallas.tpu.device_id": ("+0.4.35 -0.6.0", "", False, "`jax.lax.axis_index`"),
    "jax.experimental.pallas.tpu.get_pipeline_schedule": ("+0.4.35 -0.10.0", "", False, ""),
    "jax.experimental.pallas.tpu.make_pipeline_allocations": ("+0.4.35 -0.10.0", "", False, ""),
    "jax.experimental.pallas.tpu.runtime_assert_enabled": ("+0.4.35 -0.6.2", "", False, "`pl.debug_checks_enabled`"),
    "jax.experimental.pjit.AUTO": ("-0.10.1", "", False, ""),
    "jax.experimental.shard_map.pbroadcast": ("-0.6.0", "", False, ""),
    "jax.experimental.shard_map.pbroadcast_p": ("-0.6.0", "", False, ""),
    "jax.experimental.shard_map.psum2_p": ("-0.6.0", "", False, ""),
    "jax.experimental.shard_map.ShardMapPrimitive": ("-0.6.1", "", False, ""),
    "jax.experimental.shard_map.ShardMapTrace": ("-0.6.1", "", False, ""),
    "jax.experimental.shard_map.ShardMapTracer": ("-0.6.1", "", False, ""),
    "jax.experimental.shard_map.eager_rules": ("-0.6.1", "", False, ""),
    "jax.experimental.shard_map.get_mesh_from_args": ("-0.6.1", "", False, ""),
    "jax.experimental.shard_map.register_check": ("-0.6.1", "", False, ""),
    "jax.experimental.shard_map.register_norewrite": ("-0.6.1", "", False, ""),
    "jax.experimental.shard_map.register_reduction_collective": ("-0.6.1", "", False, ""),
    "jax.experimental.shard_map.register_rewrite": ("-0.6.1", "", False, ""),
    "jax.experimental.shard_map.register_standard_check": ("-0.6.1", "", False, ""),
    "jax.experimental.shard_map.register_standard_collective": ("-0.6.1", "", False, ""),
    "jax.experimental.shard_map.register_standard_rewrite": ("-0.6.1", "", False, ""),
    "jax.experimental.shard_map.shard_map_p": ("-0.6.1", "", False, ""),
    "jax.extend.core.primitives.random_gamma_grad_p": ("+0.4.27 -0.6.0", "", False, ""),
    "jax.extend.core.primitives.custom_jvp_call_jaxpr_p": ("+0.4.27 -0.6.1", "", False, ""),
    "jax.extend.core.primitives.custom_vjp_call_jaxpr_p": ("+0.4.27 -0.6.1", "", False, ""),
    "jax.extend.core.primitives.infeed_p": ("+0.4.27 -0.7.0", "", False, ""),
    "jax.extend.core.primitives.outfeed_p": ("+0.4.27 -0.7.0", "", False, ""),
    "jax.extend.core.primitives.zeros_like_p": ("+0.4.27 -0.7.1", "", False, ""),
    "jax.extend.core.primitives.xla_pmap_p": ("+0.4.27 -0.10.0", "", False, ""),
    "jax.interpreters.ad.instantiate_zeros_aval": ("-0.4.24", "", False, ""),
    "jax.interpreters.ad.recast_to_float0": ("-0.4.34", "", False, ""),
    "jax.interpreters.ad.replace_float0s": ("-0.4.34", "", False, ""),
    "jax.interpreters.ad.CustomJVPException": ("-0.4.36", "", False, ""),
    "jax.interpreters.ad.CustomVJPException": ("-0.4.36", "", False, ""),
    "jax.interpreters.ad.zeros_like_jaxval": ("-0.4.36", "", False, ""),
    "jax.interpreters.ad.unpair_pval": ("-0.7.1", "", False, ""),
    "jax.interpreters.batching.add_batched": ("-0.4.24", "", False, ""),
    "jax.interpreters.batching.zeros_like_batched": ("-0.4.24", "", False, ""),
    "jax.interpreters.batching.zeros_like_p": ("-0.4.24", "", False, ""),
    "jax.interpreters.batching.spmd_axis_primitive_batchers": ("-0.4.36", "", False, ""),
    "jax.interpreters.batching.not_mapped": ("-0.10.2", "", False, "`None`, which it was"),
    "jax.interpreters.mlir.xla_computation_to_mlir_module": ("-0.6.0", "", False, ""),
    "jax.interpreters.mlir.dense_bool_array": ("+0.4.24 -0.8.0", "", False, ""),
    "jax.interpreters.mlir.dense_bool_elements": ("-0.9.1", "", False, ""),
    "jax.interpreters.mlir.ReplicaAxisContext": ("-0.10.1", "", False, ""),
    "jax.interpreters.partial_eval.extend_jaxpr_stack": ("-0.4.36", "", False, "`jax.make_jaxpr`, or `trace_to_jaxpr_dynamic`"),
    "jax.interpreters.partial_eval.trace_to_jaxpr": ("-0.4.36", "", False, "`jax.make_jaxpr`, or `trace_to_jaxpr_dynamic`"),
    "jax.interpreters.partial_eval.trace_to_jaxpr_final": ("-0.4.36", "", False, "`jax.make_jaxpr`, or `trace_to_jaxpr_dynamic`"),
    "jax.interpreters.partial_eval.trace_to_jaxpr_final2": ("-0.4.36", "", False, "`jax.make_jaxpr`, or `trace_to_jaxpr_dynamic`"),
    "jax.interpreters.partial_eval.trace_to_subjaxpr": ("-0.4.36", "", False, "`jax.make_jaxpr`, or `trace_to_jaxpr_dynamic`"),
    "jax.interpreters.partial_eval.trace_to_subjaxpr_dynamic": ("-0.4.36", "", False, "`jax.make_jaxpr`, or `trace_to_jaxpr_dynamic`"),
    "jax.interpreters.partial_eval.trace_to_subjaxpr_dynamic2": ("-0.4.36", "", False, "`jax.make_jaxpr`, or `trace_to_jaxpr_dynamic`"),
    "jax.interpreters.partial_eval.DebugInfo": ("-0.5.0", "", False, ""),
    "jax.interpreters.partial_eval.arg_info_all": ("-0.5.0", "", False, ""),
    "jax.interpreters.partial_eval.debug_info": ("-0.5.0", "", False, ""),
    "jax.interpreters.partial_eval.debug_info_final": ("-0.5.0", "", False, ""),
    "jax.interpreters.partial_eval.result_info": ("-0.5.0", "", False, ""),
    "jax.interpreters.partial_eval.sig_info": ("-0.5.0", "", False, ""),
    "jax.interpreters.partial_eval.trivial_ctx": ("-0.6.0", "", False, ""),
    "jax.interpreters.pxla.mesh_sharding_specs": ("-0.4.24", "", False, ""),
    "jax.interpreters.pxla.shard_arg": ("-0.4.30", "", False, "`jax.device_put`"),
    "jax.interpreters.pxla.are_op_shardings_equal": ("-0.7.2", "", False, ""),
    "jax.interpreters.pxla.is_op_sharding_replicated": ("-0.7.2", "", False, ""),
    "jax.lax.infeed_p": ("-0.7.0", "", False, ""),
    "jax.lax.outfeed_p": ("-0.7.0", "", False, ""),
    "jax.lax.random_gamma_grad_p": ("-0.6.0", "", False, ""),
    "jax.lax.scan_bind": ("-0.4.36", "", False, "`jax.lax.scan`"),
    "jax.lax.all_gather_invariant": ("+0.6.2 -0.8.2", "", False, ""),
    "jax.experimental.pallas.tpu.CostEstimate": ("+0.4.35 -0.4.36", "jax.experimental.pallas.CostEstimate", True, ""),
    "jax.experimental.pallas.tpu.run_scoped": ("+0.4.35 -0.4.36", "jax.experimental.pallas.run_scoped", True, ""),
    "jax.config.FLAGS": ("-0.4.20", "jax.config", True, ""),
    "jax.config.enable_omnistaging": ("-0.4.13", "", False, "nothing: it is always on"),
    "jax.config.disable_omnistaging": ("-0.4.13", "", False, "nothing: it is always on"),
    "jax.config.omnistaging_enabled": ("-0.4.13", "", False, "`True`"),
    "jax.stages.Specialized": ("+0.4.27 -0.4.28", "jax.stages.Traced", False, ""),
    # Other libraries, as the releases of late 2025 do; `-0` where the release that removed it is not known.
    "flax.nn": ("-0", "", False, "`flax.linen`"),
    "flax.optim": ("-0.6.0", "", False, "`optax`"),
    "flax.nnx.VariableState": ("~0.12.0", "flax.nnx.Variable", True, ""),
    "flax.nnx.fork": ("-0", "", False, "`rngs.fork(split=…)`"),
    "flax.nnx.ForkStates": ("-0", "", False, "`rngs.fork(split=…)`"),
    "flax.nnx.Jit": ("-0", "", False, "`flax.nnx.jit`"),
    "flax.nnx.Pmap": ("-0", "", False, "`flax.nnx.pmap`"),
    "flax.nnx.Remat": ("-0", "", False, "`flax.nnx.remat`"),
    "flax.nnx.Scan": ("-0", "", False, "`flax.nnx.scan`"),
    "flax.nnx.Vmap": ("-0", "", False, "`flax.nnx.vmap`"),
    "flax.nnx.with_sharding_constraint": ("-0", "jax.lax.with_sharding_constraint", False, ""),
    "flax.nnx.use_refs": ("-0", "", False, "`flax.nnx.var_defaults(ref=…)`"),
    "flax.nnx.using_refs": ("-0", "", False, "`flax.nnx.var_defaults(ref=…)`"),
    "flax.nnx.to_refs": ("-0", "", False, ""),
    "optax.monte_carlo": ("-0", "", False, ""),
    "optax.additive_weight_decay": ("-0", "optax.add_decayed_weights", True, ""),
    "optax.dpsgd": ("~0.2.3", "optax.contrib.dpsgd", True, ""),
    "optax.differentially_private_aggregate": ("~0.2.3", "optax.contrib.differentially_private_aggregate", True, ""),
    "optax.DifferentiallyPrivateAggregateState": ("~0.2.3", "optax.contrib.DifferentiallyPrivateAggregateState", True, ""),
    "optax.hvp": ("-0", "optax.second_order.hvp", False, ""),
    "optax.hessian_diag": ("-0", "optax.second_order.hessian_diag", False, ""),
    "optax.fisher_diag": ("-0", "optax.second_order.fisher_diag", False, ""),
    "optax.tree_utils.tree_l2_norm": ("~0.2.5", "optax.tree_utils.tree_norm", True, ""),
    "optax.tree_utils.tree_l1_norm": ("~0.2.5", "", False, "`optax.tree_utils.tree_norm(…, ord=1)`"),
    "optax.tree_utils.tree_linf_norm": ("~0.2.5", "", False, "`optax.tree_utils.tree_norm(…, ord=jnp.inf)`"),
    "optax.tree_utils.tree_scalar_mul": ("~0.2.5", "optax.tree_utils.tree_scale", True, ""),
    "optax.tree_utils.tree_add_scalar_mul": ("~0.2.5", "optax.tree_utils.tree_add_scale", True, ""),
    "chex.assert_tree_all_close": ("-0", "chex.assert_trees_all_close", True, ""),
    "chex.assert_tree_all_equal_comparator": ("-0", "chex.assert_trees_all_equal_comparator", True, ""),
    "chex.assert_tree_all_equal_shapes": ("-0", "chex.assert_trees_all_equal_shapes", True, ""),
    "chex.assert_tree_all_equal_structs": ("-0", "chex.assert_trees_all_equal_structs", True, ""),
    "haiku.experimental.remat": ("-0", "haiku.remat", True, ""),
    "haiku.experimental.eval_shape": ("-0", "haiku.eval_shape", True, ""),
    "haiku.experimental.while_loop": ("-0", "haiku.while_loop", True, ""),
    "equinox.experimental": ("-0", "", False, "`equinox.nn.State`, `StateIndex`, `BatchNorm`"),
    "equinox.static_field": ("~0.10.5", "", False, "`equinox.field(static=True)`"),
    "equinox.gradf": ("-0", "equinox.filter_grad", False, ""),
    "equinox.jitf": ("-0", "equinox.filter_jit", False, ""),
}  # fmt: skip
#: Functions of `jax.ops` and alike that end with `()`: the same row as the name.
_ERRORS = re.compile(r"(Attribute|Import|ModuleNotFound|Type|Value|Runtime|NotImplemented|JaxRuntime|Assertion|Key|Index)Error")


def key(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def life(row: dict[str, Any]) -> str:
    """The marks of a row: what the fields say, and a return that only the observations know."""
    seen = [o.split(": ", 1) for o in row["observed"]]
    states = [(v, "-" if _ERRORS.fullmatch(what) else "~" if "Warning" in what else "+") for v, what in seen]
    marks: list[tuple[str, str]] = []
    if row["added_in"] and (not states or states[0][1] == "-"):
        marks.append(("+", row["added_in"]))
    if row["deprecated_in"]:
        marks.append(("~", row["deprecated_in"]))
    if row["removed_in"]:
        marks.append(("-", row["removed_in"]))
    elif not row["added_in"] and states and states[0][1] == "-" and all(s == "-" for _, s in states):
        marks.append(("-", states[0][0]))
    if len(states) > 1 and states[-1][1] == "+" and any(state != "+" for _, state in states[1:]):
        # It came back: then the releases themselves say when it was gone.
        if "-" in [s for _, s in states[1:]] and not row["removed_in"]:
            marks.append(("-", next(v for v, s in states[1:] if s == "-")))
        marks.append(("+", states[-1][0]))
    elif not row["removed_in"] and len(states) > 1 and states[-1][1] == "-" and row["deprecated_in"]:
        marks.append(("-", next(v for v, s in reversed(states) if s == "-")))
    marks.sort(key=lambda m: key(m[1]))
    return " ".join(sign + version for sign, version in marks)


def main(path: str) -> None:
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    tables: dict[str, dict[str, tuple[str, str, bool, str]]] = {name: {} for name in ("NAMES", "MODULES", "PARAMETERS", "POSITIONS", "OPTIONS", "ATTRIBUTES", "VALUES")}
    for row in rows:
        row.pop("note", None)
        row.update(OVERRIDES.get(row["name"], {}))
        name, marks = row["name"], life(row)
        if row.get("skip") or not marks:
            continue
        replacement = row["replacement"] or ""
        note = row.get("note", "")
        if not re.fullmatch(r"[\w.]+|\w+=|\w+=, \w+=", replacement):
            note, replacement = note or replacement, ""
        entry = (marks, replacement, bool(row["drop_in"] and replacement), note)
        config = re.fullmatch(r"jax\.config\.update\((\w+)\)", name)
        parameter = re.fullmatch(r"((?:jax|jaxlib)[\w.]*)\(((?:\w+=(?:, )?)+)\)", name)
        position = re.fullmatch(r"((?:jax)[\w.]*)\((\w+) by position\)", name)
        if name in VALUES:
            tables["VALUES"][VALUES[name][0]] = (marks, "", False, VALUES[name][1])
        elif config:
            tables["OPTIONS"][config[1]] = entry
        elif parameter:
            olds, news = parameter[2].split(", "), replacement.split(", ")
            for n, old in enumerate(olds):
                new = news[n] if len(news) == len(olds) else ""
                drop = bool(row["drop_in"] and new.endswith("="))
                tables["PARAMETERS"][f"{parameter[1]}({old})"] = (marks, new if drop else "", drop, note or ("" if drop else replacement))
        elif position:
            tables["POSITIONS"][f"{position[1]}({position[2]})"] = entry
        elif re.fullmatch(r"Array\.\w+(\(\))?", name):
            tables["ATTRIBUTES"][name.removeprefix("Array.")] = (marks, "", False, note or (f"`{row['replacement']}`" if row["replacement"] else ""))
        elif re.fullmatch(r"(jax|jaxlib)\.[\w.]+", name) and (re.search(r"[+~-]", marks)):
            tables["MODULES" if row["kind"] == "module" and name not in NO_MODULES else "NAMES"][name] = entry
    for name, marks in json.loads(DECLARED.read_text(encoding="utf-8")).items():
        tables["OPTIONS"].setdefault(name, (marks, "jax_debug_key_reuse" if name == "jax_enable_key_reuse_checks" else "", False, ""))
    for name, entry in MORE.items():
        tables["MODULES" if name in ("jax.experimental.optimizers", "flax.nn", "flax.optim", "equinox.experimental", "optax.monte_carlo") else "PARAMETERS" if name.endswith("=)") else "OPTIONS" if "." not in name else "NAMES"].setdefault(name, entry)
    text = HEAD
    for title, table in tables.items():
        text += f"{title}: dict[str, Row] = {{\n" + "".join(f"    {json.dumps(n, ensure_ascii=False)}: {_row(e)},\n" for n, e in sorted(table.items())) + "}\n"
    TARGET.write_text(text, encoding="utf-8")


def _row(entry: tuple[str, str, bool, str]) -> str:
    return "(" + ", ".join(json.dumps(e, ensure_ascii=False) if isinstance(e, str) else str(e) for e in entry) + ")"


if __name__ == "__main__":
    main(sys.argv[1])
