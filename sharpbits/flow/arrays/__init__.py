"""Arrays: their types and shapes, and what code does with rows, columns and copies of them."""
