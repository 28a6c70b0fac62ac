"""A column, read-only broadcasts, views and einsum."""
# cell: homework_differentiation/diff_linear_form_solution


def grad_linear_form(c, x):
    return c[:, np.newaxis]


# cell: homework_differentiation/diff_row_sums_solution


def jacobian_row_sums(c, x):
    return np.broadcast_to(c[:, None], (c.size, x.size))


# cell: homework_differentiation/diff_product_solution


def grad_product_X(X, W, dY):
    return np.einsum("no,io->ni", dY, W)


def grad_product_W(X, W, dY):
    return (dY.T @ X).T


# cell: homework_differentiation/diff_trace_solution


def grad_trace(A, B):
    return np.einsum("ji->ij", B)


# cell: homework_differentiation/diff_frobenius_solution


def grad_frobenius(X, A, S):
    return 2 * (A.T @ A @ S - A.T @ X)
