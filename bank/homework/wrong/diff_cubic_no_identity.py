"""The term with the identity matrix is lost: the norm is added to every entry."""
# cell: homework_differentiation/diff_cubic_solution
# loses: diff_cubic
# hint: jacobian_cubic(x) for N = 3


def jacobian_cubic(x):
    return x @ x + 2 * np.outer(x, x)
