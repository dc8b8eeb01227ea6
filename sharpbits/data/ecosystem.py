"""What the libraries around JAX ask for, found by running them (Optax 0.2.8, Flax 0.12.8, Equinox 0.13.8, Chex 0.1.92,
Haiku 0.0.17). Held against the installed libraries by a test.
"""

from __future__ import annotations

# --- results that are the whole point of a call -----------------------------------------------------

#: Modules whose functions are pure, and their functions that are called for something else than the result.
PURE_MODULES = ("jax.numpy.", "jax.lax.", "jax.nn.", "jax.scipy.", "jax.random.", "jax.ops.", "jax.image.")
EFFECTS = frozenset({
    "save", "savez", "set_printoptions", "printoptions", "load", "get_printoptions", "broadcast_shapes", "result_type", "promote_types",
    "can_cast", "key", "PRNGKey", "split", "fold_in", "key_impl", "array_repr", "dtype", "finfo", "iinfo", "axis_size",
})  # fmt: skip
#: Making an array of constants and dropping it is a way to start the backend.
MAKERS = frozenset({"zeros", "ones", "empty", "full", "array", "asarray", "arange", "linspace", "eye", "identity"})
#: Pure functions elsewhere.
PURE = frozenset({
    "optax.apply_updates", "optax.incremental_update", "optax.periodic_update", "optax.global_norm", "optax.tree_utils.tree_set",
    "equinox.tree_at", "equinox.apply_updates", "equinox.filter", "equinox.partition", "equinox.combine",
    "equinox.tree_inference", "equinox.nn.inference_mode", "flax.core.freeze", "flax.core.unfreeze", "flax.core.frozen_dict.freeze",
    "flax.core.frozen_dict.unfreeze", "flax.core.copy", "flax.traverse_util.flatten_dict", "flax.traverse_util.unflatten_dict",
    "flax.jax_utils.replicate", "flax.jax_utils.unreplicate", "flax.serialization.from_bytes", "flax.serialization.from_state_dict", "flax.serialization.msgpack_restore",
    "flax.training.checkpoints.restore_checkpoint", "equinox.tree_deserialise_leaves", "flax.nnx.merge", "flax.nnx.clone",
    "dataclasses.replace", "jax.tree.map", "jax.tree.unflatten", "jax.tree.transpose", "jax.device_put", "jax.lax.stop_gradient",
    "jax.flatten_util.ravel_pytree",
})  # fmt: skip
#: Methods of arrays that give something new and change nothing, `sort` and `at` aside: other rules speak of them.
PURE_METHODS = frozenset({
    "all", "any", "argmax", "argmin", "argsort", "astype", "clip", "conj", "conjugate", "copy", "cumprod", "cumsum", "diagonal", "dot",
    "flatten", "max", "mean", "min", "prod", "ptp", "ravel", "repeat", "reshape", "round", "squeeze", "std", "sum", "swapaxes", "take",
    "trace", "transpose", "var", "view",
})  # fmt: skip
#: Names in a function that say that a call there is made to be timed, compiled or watched.
WATCHING = frozenset({
    "perf_counter", "perf_counter_ns", "time", "time_ns", "monotonic", "process_time", "timeit", "repeat", "block_until_ready", "effects_barrier",
    "start_trace", "stop_trace", "memory_stats", "live_arrays", "memory_allocated", "cost_analysis",
})  # fmt: skip

#: Layers of any library that make one array of one.
ARRAY_LAYERS = frozenset({
    "Dense", "Conv", "Linear", "BatchNorm", "LayerNorm", "Embed", "Dropout", "MLP", "RMSNorm", "GroupNorm", "Conv2D", "DenseGeneral",
    "Embedding", "Conv1d", "Conv2d",
})  # fmt: skip

# --- Optax ------------------------------------------------------------------------------------------

_LOSSES = (
    "convex_kl_divergence", "cosine_distance", "cosine_similarity", "ctc_loss", "hinge_loss", "huber_loss", "kl_divergence",
    "kl_divergence_with_log_targets", "l2_loss", "log_cosh", "multiclass_hinge_loss", "multiclass_perceptron_loss",
    "multiclass_sparsemax_loss", "ntxent", "perceptron_loss", "poly_loss_cross_entropy", "ranking_softmax_loss",
    "safe_softmax_cross_entropy", "sigmoid_binary_cross_entropy", "sigmoid_focal_loss", "smooth_labels", "softmax_cross_entropy",
    "softmax_cross_entropy_with_integer_labels", "sparsemax_loss", "squared_error",
)  # fmt: skip
#: Functions that compute a single array from all that they are given; those of the second table a scalar.
ARRAYS = frozenset({*(f"optax.{name}" for name in _LOSSES), *(f"optax.losses.{name}" for name in _LOSSES), "optax.safe_norm"})
SCALARS = frozenset({
    "optax.global_norm", "optax.tree_utils.tree_norm", "optax.tree_utils.tree_l2_norm", "optax.tree_utils.tree_sum", "optax.tree_utils.tree_vdot",
    "optax.tree.norm", "optax.tree.sum", "optax.tree.vdot",
})  # fmt: skip

#: Transformations whose `update` fails without `params`.
NEEDS_PARAMS = frozenset({
    "adadelta", "adafactor", "adamaxw", "adamw", "adan", "adaptive_grad_clip", "add_decayed_weights", "fromage", "keep_params_nonnegative",
    "lamb", "lars", "lbfgs", "lion", "nadamw", "novograd", "polyak_sgd", "scale_by_distance_over_gradients", "scale_by_factored_rms",
    "scale_by_lbfgs", "scale_by_novograd", "scale_by_param_block_norm", "scale_by_param_block_rms", "scale_by_polyak",
    "scale_by_trust_ratio", "contrib.acprop", "contrib.ademamix", "contrib.cocob", "contrib.dadapt_adamw", "contrib.dog", "contrib.dowg",
    "contrib.galore", "contrib.madgrad", "contrib.mechanize", "contrib.momo", "contrib.momo_adam", "contrib.muon", "contrib.prodigy",
    "contrib.schedule_free", "contrib.schedule_free_adamw", "contrib.schedule_free_sgd", "contrib.simplified_ademamix", "contrib.sophia",
})  # fmt: skip
#: Wrappers that need them if what they wrap does.
OPTAX_WRAPPERS = frozenset({
    "chain", "named_chain", "masked", "multi_transform", "partition", "apply_if_finite", "MultiSteps", "flatten", "with_extra_args_support",
    "conditionally_transform", "conditionally_mask",
})  # fmt: skip
#: Transformations whose `init` takes leaves that are no arrays.
INIT_TAKES_ALL = frozenset({
    "adaptive_grad_clip", "add_decayed_weights", "add_noise", "centralize", "clip", "clip_by_block_rms", "clip_by_global_norm", "freeze",
    "fromage", "identity", "keep_params_nonnegative", "named_chain", "noisy_sgd", "normalize_by_update_norm", "polyak_sgd", "scale",
    "scale_by_learning_rate", "scale_by_param_block_norm", "scale_by_param_block_rms",
    "scale_by_polyak", "scale_by_schedule", "scale_by_sign", "scale_by_trust_ratio", "set_to_zero", "sgd", "sign_sgd", "stateless",
    "stateless_with_tree_map", "zero_nans",
})  # fmt: skip

# --- Flax -------------------------------------------------------------------------------------------

#: Layers that keep running statistics: (the flag that says whether they are written, by which value, whether it may be a field as well).
LINEN_STATISTICS: dict[str, tuple[str, bool, bool]] = {"BatchNorm": ("use_running_average", False, True), "SpectralNorm": ("update_stats", True, False)}
#: Layers that drop out: the constructor's place of the rate (None: by keyword), the default rate.
LINEN_DROPOUT: dict[str, tuple[int | None, float | None]] = {
    "Dropout": (0, None), "MultiHeadDotProductAttention": (None, 0.0), "SelfAttention": (None, 0.0), "MultiHeadAttention": (None, 0.0),
}  # fmt: skip
#: Classes of `flax.linen` that are modules.
LINEN_LAYERS = frozenset({
    "BatchNorm", "Bidirectional", "Conv", "ConvLocal", "ConvLSTMCell", "ConvTranspose", "Dense", "DenseGeneral", "Dropout", "Einsum", "Embed",
    "Fp8DotGeneralOp", "GRUCell", "GroupNorm", "InstanceNorm", "LSTMCell", "LayerNorm", "MGUCell", "MultiHeadAttention",
    "MultiHeadDotProductAttention", "OptimizedLSTMCell", "PReLU", "RMSNorm", "RNN", "SelfAttention", "Sequential", "SimpleCell",
    "SpectralNorm", "WeightNorm",
})  # fmt: skip

# --- Equinox ----------------------------------------------------------------------------------------

#: Layers with a leaf that is no array and no number: `jax.jit` refuses them.
EQUINOX_OBJECTS = frozenset({
    "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d", "AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AdaptiveMaxPool3d",
    "AdaptivePool", "AvgPool1d", "AvgPool2d", "AvgPool3d", "BatchNorm", "Lambda", "MLP", "MaxPool1d", "MaxPool2d", "MaxPool3d", "Pool",
})  # fmt: skip
#: Layers with a flag among their leaves: it is traced, and the layer branches on it.
EQUINOX_FLAGS = frozenset({"Dropout", "MultiheadAttention"})

# --- Chex -------------------------------------------------------------------------------------------

#: Assertions on values that raise on tracers unless the function is wrapped by `chexify`.
CHEX_VALUES = frozenset({"assert_tree_all_finite", "assert_trees_all_close", "assert_trees_all_equal", "assert_trees_all_close_ulp"})
#: Assertions on Python scalars, which no tracer is.
CHEX_SCALARS = frozenset({
    "assert_scalar", "assert_scalar_in", "assert_scalar_negative", "assert_scalar_non_negative", "assert_scalar_positive",
})  # fmt: skip
#: Assertions that ask a tracer for its truth, under every trace but plain differentiation.
CHEX_TRUTHS = frozenset({"assert_equal", "assert_is_divisible"})

# --- Haiku ------------------------------------------------------------------------------------------

#: Functions that raise outside of `hk.transform`.
HAIKU_INSIDE = frozenset({
    "get_parameter", "get_state", "set_state", "next_rng_key", "next_rng_keys", "maybe_next_rng_key", "reserve_rng_keys", "running_init",
    "lift", "get_params", "with_rng", "cond", "scan", "fori_loop", "while_loop", "switch", "map", "grad", "value_and_grad", "eval_shape", "remat",
})  # fmt: skip
#: Modules of Haiku: they are made inside of `hk.transform` only.
HAIKU_MODULES = frozenset({
    "AvgPool", "BatchApply", "BatchNorm", "Bias", "Conv1D", "Conv1DLSTM", "Conv1DTranspose", "Conv2D", "Conv2DLSTM", "Conv2DTranspose", "Conv3D",
    "Conv3DLSTM", "Conv3DTranspose", "ConvND", "ConvNDTranspose", "DeepRNN", "DepthwiseConv1D", "DepthwiseConv2D", "DepthwiseConv3D", "EMAParamsTree",
    "Embed", "ExponentialMovingAverage", "Flatten", "GRU", "GroupNorm", "IdentityCore", "InstanceNorm", "LSTM", "LayerNorm", "Linear", "MaxPool",
    "MultiHeadAttention", "RMSNorm", "Reshape", "ResetCore", "SNParamsTree", "SeparableDepthwiseConv2D", "Sequential", "SpectralNorm", "VanillaRNN",
    "nets.MLP", "nets.ResNet18", "nets.ResNet34", "nets.ResNet50", "nets.ResNet101", "nets.VectorQuantizer", "nets.MobileNetV1",
})  # fmt: skip

# --- processes and environments -----------------------------------------------------------------------

#: Environments of the host: what makes one, and their methods with an effect.
HOST_ENVIRONMENTS = ("gym.", "gymnasium.", "dm_control.", "pettingzoo.", "dm_env.")
ENVIRONMENT_METHODS = frozenset({"reset", "step", "render", "seed"})
#: Base classes of such environments.
ENVIRONMENT_CLASSES = frozenset({"gym.Env", "gymnasium.Env", "gym.Wrapper", "gymnasium.Wrapper", "dm_env.Environment", "gym.core.Env", "gymnasium.core.Env"})
#: Modules of Haiku without parameters, and those that set state at each call.
HAIKU_NO_PARAMETERS = frozenset({"AvgPool", "MaxPool", "Flatten", "Reshape", "Sequential", "BatchApply", "DeepRNN", "IdentityCore", "ResetCore"})
HAIKU_STATEFUL = frozenset({"BatchNorm", "ExponentialMovingAverage", "SpectralNorm", "EMAParamsTree", "SNParamsTree"})

#: Losses of Optax by element that broadcast `(n, 1)` and `(n,)`; others raise, or reduce the last axis.
BROADCASTING_LOSSES = frozenset({"hinge_loss", "huber_loss", "log_cosh", "sigmoid_binary_cross_entropy", "sigmoid_focal_loss"})
