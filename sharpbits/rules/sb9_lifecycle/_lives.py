"""What the rules of this family have in common: words, and the rewriting of names."""

from __future__ import annotations

from ...data.versions import since
from ...events import ApiUse, Use
from ...rule import Edited, KeywordRename, MoveImport, Rename, Report, Rewrite
from ...values import Site

_LIBRARIES = {"jax": "JAX", "jaxlib": "jaxlib", "flax": "Flax", "optax": "Optax", "chex": "Chex", "haiku": "Haiku", "equinox": "Equinox"}


def library(use: Use) -> str:
    return _LIBRARIES.get(use.name.split(".")[0], "JAX")


def what(use: Use) -> str:
    """The name as a message calls it."""
    if use.kind == "parameter":
        return f"the argument `{use.keyword}` of `{use.name.split('(')[0]}`"
    if use.kind == "position":
        return f"`{use.keyword}` of `{use.name.split('(')[0]}` by position"
    if use.kind == "required":
        return f"`{use.name.split('(')[0]}` without `{use.keyword}`"
    if use.kind == "option":
        return f"the option `{use.name}`"
    if use.kind == "mesh":
        return "a mesh as a context manager"
    if use.kind == "value":
        return use.name
    return f"`{use.name}`"


def instead(use: Use) -> str:
    """What to write, in a few words; empty where nothing is known."""
    if use.kind in ("parameter", "position") and use.replacement:
        return f"`{use.replacement}`"
    note = use.note if not use.note or "`" in use.note or " " in use.note else f"`{use.note}`"
    if use.replacement and note:
        return f"`{use.replacement}` ({note})"
    return f"`{use.replacement}`" if use.replacement else note


def report(event: ApiUse, uses: list[Use], verb: str, sign: str) -> Report | None:
    """One report for what one place uses."""
    if not uses:
        return None
    first = uses[0]
    version = since(first.life, sign)
    names = " and ".join([", ".join(map(what, uses[:-1])), what(uses[-1])]) if len(uses) > 1 else what(first)
    helps = list(dict.fromkeys(text for text in map(instead, uses) if text))
    # Some notes are whole sentences.
    help = "; ".join(f"use {text}" if text.startswith("`") else text for text in helps) or "there is no public replacement"
    if any(use.too_new for use in uses):
        help += " (which the oldest release that the project supports does not have)"
    since_when = "in" if sign == "-" else "since"
    if sign == "-" and all(use.kind == "value" for use in uses):
        verb, since_when = "is not supported", "since"
    verbs = verb if len(uses) == 1 else verb.replace("was ", "were ").replace("is ", "are ")
    message = f"{names} {verbs} {since_when} {library(first)} {version}" if version not in ("", "0") else f"{names} {verbs}"
    if len(uses) == 1 and first.kind == "mesh" and not first.too_new:
        # It sets the mesh for more than the old way did.
        change = Rewrite(event.site, "{jax}.set_mesh({0})", (event.site,))
        return Report(event.site, message, help, rewrites=(change,), applicability="unsafe", fix_message=help, about=(first.name,))
    return Report(event.site, message, help, rewrites=rewrites(event, uses), fix_message=help, about=tuple([use.name for use in uses]))


def rewrites(event: ApiUse, uses: list[Use]) -> tuple[Edited, ...]:
    """All of the edits, or none where a part has no drop-in; of an import statement, what can be moved is moved."""
    edits: list[Edited] = []
    moves: list[tuple[str, str]] = []
    follow: list[tuple[Site, str]] = []
    for use in uses:
        if use.kind == "import":
            if use.drop_in and use.replacement and not use.too_new and all(new for _, _, new in use.elsewhere):
                moves.append((use.name, use.replacement))
                follow += [(site, new) for site, _, new in use.elsewhere]
            elif use.elsewhere and all(new for _, _, new in use.elsewhere):
                # The module has no drop-in, and all that the code takes from it has.
                moves.append((use.name, ""))
                follow += [(site, new) for site, _, new in use.elsewhere]
        elif not use.drop_in or not use.replacement or use.too_new:
            return ()
        elif use.kind == "parameter":
            edits.append(KeywordRename(event.site, use.keyword, use.replacement.removesuffix("=")))
        elif use.kind == "name":
            edits.append(Rename(event.site, use.replacement))
        else:
            return ()
    return (*edits, MoveImport(event.site, tuple(moves), tuple(follow))) if moves else tuple(edits)
