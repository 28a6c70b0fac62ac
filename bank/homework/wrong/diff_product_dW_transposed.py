"""dW = dY^T X, the transpose of the right one."""
# cell: homework_differentiation/diff_product_solution
# loses: diff_product_dW
# hint: Its values are right once transposed: a .T is missing, or one too many


def grad_product_W(X, W, dY):
    return dY.T @ X
