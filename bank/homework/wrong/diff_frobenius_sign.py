"""The minus of the inner derivative is lost."""
# cell: homework_differentiation/diff_frobenius_solution
# loses: diff_frobenius
# hint: exactly -1 times the right ones. Is a minus missing, or one too many?


def grad_frobenius(X, A, S):
    return 2 * A.T @ (X - A @ S)
