"""Where JAX's own documentation tells of a sharp bit: pages by rule, and by family where a rule has none of its own."""

from __future__ import annotations

HOME = "https://docs.jax.dev/en/latest/"

PAGES = {
    "sharp bits": ("JAX: the sharp bits", "notebooks/Common_Gotchas_in_JAX.html"),
    "thinking": ("Quickstart: how to think in JAX", "notebooks/thinking_in_jax.html"),
    "jit": ("Just-in-time compilation", "jit-compilation.html"),
    "vmap": ("Automatic vectorization", "automatic-vectorization.html"),
    "grad": ("Automatic differentiation", "automatic-differentiation.html"),
    "advanced grad": ("Advanced automatic differentiation", "advanced-autodiff.html"),
    "rules": ("Custom derivative rules", "notebooks/Custom_derivative_rules_for_Python_code.html"),
    "random": ("Pseudorandom numbers", "random-numbers.html"),
    "typed keys": ("Typed keys and pluggable RNGs", "jep/9263-typed-keys.html"),
    "pytrees": ("Pytrees", "pytrees.html"),
    "custom pytrees": ("Custom pytree nodes", "custom_pytrees.html"),
    "parallel": ("Introduction to parallel programming", "sharded-computation.html"),
    "shard_map": ("Manual parallelism with shard_map", "notebooks/shard_map.html"),
    "state": ("Stateful computations", "stateful-computations.html"),
    "control flow": ("Control flow and logical operators with JIT", "control-flow.html"),
    "errors": ("JAX errors", "errors.html"),
    "faq": ("Frequently asked questions", "faq.html"),
    "debugging": ("Introduction to debugging", "debugging.html"),
    "print": ("Compiled prints and breakpoints", "debugging/print_breakpoint.html"),
    "checkify": ("The checkify transformation", "debugging/checkify_guide.html"),
    "callbacks": ("External callbacks", "external-callbacks.html"),
    "benchmarking": ("Benchmarking JAX code", "benchmarking.html"),
    "async": ("Asynchronous dispatch", "async_dispatch.html"),
    "donation": ("Buffer donation", "buffer_donation.html"),
    "jaxpr": ("JAX internals: the jaxpr language", "jaxpr.html"),
    "tracing": ("Key concepts: tracing", "key-concepts.html"),
    "types": ("Type promotion semantics", "type_promotion.html"),
    "rank": ("Rank promotion warning", "rank_promotion_warning.html"),
    "indexing": ("jax.numpy.ndarray.at", "_autosummary/jax.numpy.ndarray.at.html"),
    "config": ("Configuration options", "config_options.html"),
    "gpu memory": ("GPU memory allocation", "gpu_memory_allocation.html"),
    "compatibility": ("API compatibility", "api_compatibility.html"),
    "changelog": ("Change log", "changelog.html"),
}  # fmt: skip

FAMILIES = {
    "SB1": ("sharp bits",), "SB2": ("random",), "SB3": ("control flow", "errors"), "SB4": ("state", "sharp bits"), "SB5": ("jit", "benchmarking"),
    "SB6": ("grad", "sharp bits"), "SB7": ("vmap", "pytrees"), "SB8": ("faq",), "SB9": ("changelog", "compatibility"),
}  # fmt: skip

RULES = {
    "SB101": ("sharp bits", "indexing"), "SB102": ("indexing",), "SB104": ("sharp bits", "indexing"), "SB105": ("sharp bits", "indexing"),
    "SB110": ("types",), "SB111": ("indexing",), "SB112": ("rank",),
    "SB204": ("random", "state"), "SB207": ("typed keys",), "SB208": ("typed keys",),
    "SB304": ("checkify",), "SB311": ("control flow", "jaxpr"), "SB312": ("control flow",), "SB313": ("control flow", "types"), "SB314": ("control flow",),
    "SB315": ("checkify", "control flow"),
    "SB401": ("print",), "SB406": ("callbacks", "state"), "SB408": ("jit", "faq"), "SB409": ("faq",), "SB410": ("faq",), "SB411": ("state",), "SB412": ("donation", "faq"),
    "SB413": ("print",),
    "SB501": ("jit",), "SB502": ("jit",), "SB503": ("jit",), "SB504": ("jit",), "SB505": ("jit",), "SB506": ("async", "benchmarking"), "SB507": ("benchmarking", "async"),
    "SB508": ("control flow", "jaxpr"), "SB509": ("sharp bits",), "SB510": ("vmap", "control flow"), "SB511": ("faq", "config"), "SB512": ("faq",), "SB513": ("jit", "jaxpr"),
    "SB515": ("types", "jit"), "SB516": ("jit",),
    "SB601": ("faq",), "SB603": ("advanced grad",), "SB604": ("sharp bits", "types"), "SB605": ("config", "faq"), "SB606": ("grad",), "SB607": ("grad",), "SB608": ("control flow",),
    "SB609": ("types",), "SB610": ("debugging",), "SB611": ("callbacks", "advanced grad"), "SB612": ("config",), "SB613": ("advanced grad",),
    "SB701": ("vmap",), "SB702": ("vmap",), "SB703": ("vmap", "pytrees"), "SB704": ("pytrees", "custom pytrees"), "SB705": ("custom pytrees",), "SB706": ("shard_map",),
    "SB707": ("rules",), "SB708": ("pytrees",), "SB709": ("callbacks", "print"), "SB710": ("parallel",), "SB711": ("control flow", "vmap"), "SB712": ("custom pytrees",),
    "SB713": ("shard_map",),
    "SB801": ("state",), "SB810": ("faq",), "SB811": ("gpu memory",), "SB903": ("compatibility",),
}  # fmt: skip


def links(code: str) -> list[tuple[str, str]]:
    """Titles and addresses."""
    return [(PAGES[name][0], HOME + PAGES[name][1]) for name in RULES.get(code, FAMILIES.get(code[:3], ()))]
