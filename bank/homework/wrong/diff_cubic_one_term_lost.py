"""The product rule was applied to two of three factors: x x^T stands there once."""
# cell: homework_differentiation/diff_cubic_solution
# loses: diff_cubic
# hint: jacobian_cubic(x) for N = 3


def jacobian_cubic(x):
    return (x @ x) * np.eye(len(x)) + np.outer(x, x)
