"""dX = dY W, whose shapes do not fit."""
# cell: homework_differentiation/diff_product_solution
# loses: diff_product_dX


def grad_product_X(X, W, dY):
    return dY @ W
