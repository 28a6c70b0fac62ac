"""The factor 2 of the square is lost."""
# cell: homework_differentiation/diff_frobenius_solution
# loses: diff_frobenius
# hint: Is a factor 2 lost, or half of the terms?


def grad_frobenius(X, A, S):
    return -A.T @ (X - A @ S)
