import jax
from shapes import Circle, Square

for cls, names in ((Circle, ("radius",)), (Square, ("side",))):
    jax.tree_util.register_pytree_node(
        cls, lambda s, names=names: (tuple(getattr(s, n) for n in names), None), lambda aux, children, cls=cls: cls(*children)
    )
