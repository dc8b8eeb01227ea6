"""SB0: what the linter says of itself. The stations that notice it report it."""

from ...rule import built_in

SYNTAX_ERROR = built_in(
    "SB001", "syntax-error",
    """The file is not valid Python, or cannot be decoded.

    It is reported at the place where reading stopped; the other files are still linted.
    """,
)  # fmt: skip
UNUSED_SUPPRESSION = built_in(
    "SB002", "unused-suppression",
    """A `# noqa: SB…` or `# sharpbits: ignore[…]` that suppresses nothing.

    Why it bites: it hides the next, real mistake on that line.
    Use instead: remove it.
    """,
    fix="safe",
)  # fmt: skip
UNKNOWN_CODE = built_in(
    "SB003", "unknown-code",
    """A suppression names a code that does not exist.

    Why it bites: it suppresses nothing, and looks as if it did.
    """,
)  # fmt: skip
INTERNAL_ERROR = built_in(
    "SB004", "internal-error",
    """The analyser failed on this file.

    That is a bug of sharpbits: please report it with the file. The other files are still linted, and the run
    ends with status 2.
    """,
)  # fmt: skip
