"""What the engine knows of the libraries around JAX, in one."""

from __future__ import annotations

from .discards import Discards
from .equinox import Equinox
from .haiku import Haiku
from .hosts import Hosts
from .linen import Linen
from .nnx import Nnx
from .optimisers import Optimisers


class Libraries(Discards, Equinox, Haiku, Hosts, Linen, Nnx, Optimisers):
    pass
