"""The minus of the inner derivative is lost."""
# cell: homework_differentiation/diff_frobenius_solution
# loses: diff_frobenius


def grad_frobenius(X, A, S):
    return 2 * A.T @ (X - A @ S)
