"""The gradient of the linear form as a row; Jacobians with loops."""
# cell: homework_differentiation/diff_linear_form_solution


def grad_linear_form(c, x):
    return c.reshape(1, -1)


# cell: homework_differentiation/diff_row_sums_solution


def jacobian_row_sums(c, x):
    J = np.zeros((len(c), len(x)))
    for i in range(len(c)):
        J[i, :] = c[i]
    return J


# cell: homework_differentiation/diff_cubic_solution


def jacobian_cubic(x):
    n = len(x)
    return np.array([[2 * x[i] * x[j] + (i == j) * np.dot(x, x) for j in range(n)] for i in range(n)])
