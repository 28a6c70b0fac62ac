"""dX = dY W, whose shapes do not fit."""
# cell: homework_differentiation/diff_product_solution
# loses: diff_product_dX
# hint: ValueError: matmul: Input operand 1 has a mismatch


def grad_product_X(X, W, dY):
    return dY @ W
