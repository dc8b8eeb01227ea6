"""`python -m sharpbits`."""

from .cli import main

main(prog_name="sharpbits")
