"""The derivative of c_i times the sum of x is taken once, not for each entry of x."""
# cell: homework_differentiation/diff_row_sums_solution
# loses: diff_row_sums
# hint: An axis of length 1 broadcasts silently: look at axis=... and keepdims=...


def jacobian_row_sums(c, x):
    return c[:, np.newaxis]
