"""`python -m sharpbits`."""

from .cli import run

run()
