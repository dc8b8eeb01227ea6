from __future__ import annotations

from ...events import LargeCapture
from ...rule import Report, rule


@rule("SB513", "large-captured-constant", events=(LargeCapture,), proof="slow (bytes of constants in the program)")
def large_captured_constant(event: LargeCapture) -> Report:
    """A large array from outside (a megabyte or more) that a compiled function computes with, without getting it as an argument.

    Why it bites: the array becomes a constant of the program. It is copied into it, folded by the compiler and kept as long as the program is, and
    each program that uses it has its own copy.
    Use instead: an argument. What is an argument of the outermost compiled function is shared by all calls.
    """
    what = f"`{event.name}`" if event.name else "an array that `partial` holds"
    shown = f"shape {event.shape}, {event.bytes / 1e6:.0f} MB"
    return Report(event.site, f"{what} ({shown}) is captured: it becomes a constant of the compiled program", "pass it to the function as an argument", because=event.staged)
