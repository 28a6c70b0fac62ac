"""The Jacobian is transposed: one row for each input."""
# cell: homework_differentiation/diff_row_sums_solution
# loses: diff_row_sums
# hint: Its values are right once transposed: a .T is missing, or one too many


def jacobian_row_sums(c, x):
    return np.outer(np.ones_like(x), c)
