"""The Jacobian is taken to be c x^T, the matrix that is summed."""
# cell: homework_differentiation/diff_row_sums_solution
# loses: diff_row_sums
# hint: jacobian_row_sums(c, x) for M = 3, N = 5


def jacobian_row_sums(c, x):
    return np.outer(c, x)
