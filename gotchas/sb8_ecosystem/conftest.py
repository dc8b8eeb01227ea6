"""These gotchas need the libraries around JAX. Where one is not installed they are left out, and the run says so at its end."""

import importlib.util

MISSING = [name for name in ("flax", "optax", "chex", "equinox", "haiku") if importlib.util.find_spec(name) is None]
collect_ignore_glob = ["test_*.py"] if MISSING else []


def pytest_terminal_summary(terminalreporter):
    if MISSING:
        text = f"gotchas/sb8_ecosystem was NOT run: {', '.join(MISSING)} not installed (pip install 'sharpbits[libraries]')"
        terminalreporter.write_line(text, red=True, bold=True)
