"""Calls that do something beside giving a value: under a staged trace they happen once, while the function is traced."""

from __future__ import annotations

#: Shows its arguments.
PRINTS = frozenset({"builtins.print", "warnings.warn", "sys.stdout.write", "sys.stderr.write", "pprint.pprint", "rich.print"})
#: Modules of loggers: `logging.info(…)`, `absl.logging.info(…)`; and the methods of a logger.
LOGGERS = ("logging.", "absl.logging.", "loguru.logger.")
LOG_METHODS = frozenset({"debug", "info", "warning", "warn", "error", "critical", "exception", "log", "fatal"})
#: Asks the world outside: the time, the user, files, the network, experiment trackers.
IMPURE = frozenset({
    "time.time", "time.time_ns", "time.perf_counter", "time.perf_counter_ns", "time.monotonic", "time.monotonic_ns", "time.process_time",
    "time.sleep", "time.localtime", "time.gmtime", "time.ctime", "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today",
    "datetime.date.today", "builtins.input", "builtins.open", "numpy.load", "numpy.save", "numpy.savez", "numpy.loadtxt", "numpy.savetxt",
    "numpy.genfromtxt", "jax.numpy.save", "jax.numpy.savez", "jax.numpy.load", "pickle.load", "pickle.dump", "json.load", "json.dump",
    "os.system", "os.getenv", "os.environ.get", "os.remove", "os.makedirs", "os.mkdir", "os.listdir", "subprocess.run", "subprocess.check_output", "subprocess.Popen",
    "requests.get", "requests.post", "urllib.request.urlopen", "wandb.log", "wandb.init", "mlflow.log_metric", "mlflow.log_metrics",
    "mlflow.log_param", "neptune.log_metric", "swanlab.log",
})  # fmt: skip
#: Those that read the environment: what only asks whether a variable says this or that is a switch, and meant to be read once.
ENVIRONMENT = frozenset({"os.getenv", "os.environ.get", "os.environ"})
#: Methods of `pathlib.Path` that look at the disk.
PATH_METHODS = frozenset({
    "exists", "glob", "is_dir", "is_file", "iterdir", "mkdir", "open", "read_bytes", "read_text", "rename", "replace", "rglob", "rmdir", "stat", "touch",
    "unlink", "write_bytes", "write_text",
})  # fmt: skip
#: Methods that change a list, dict or set; the arguments that go into it come last.
MUTATORS = frozenset({"append", "extend", "insert", "add", "update", "setdefault", "appendleft"})
#: Standard containers whose content the engine does not follow.
CONTAINERS = frozenset({"collections.defaultdict", "collections.deque", "collections.Counter", "collections.OrderedDict", "queue.Queue"})
#: Objects that take any attribute.
OPEN_OBJECTS = frozenset({"types.SimpleNamespace", "argparse.Namespace"})
#: Objects that are used up when they are iterated over.
ITERATORS = ("itertools.",)
#: Decorators that remember what a function returned.
CACHES = frozenset({"functools.cache", "functools.lru_cache"})
#: What may be asked of a donated array.
AFTER_DONATION = frozenset({"shape", "dtype", "ndim", "size", "is_deleted", "sharding", "aval", "weak_type", "nbytes"})
