"""The derivative of tr(AB) is taken to be B."""
# cell: homework_differentiation/diff_trace_solution
# loses: diff_trace


def grad_trace(A, B):
    return B
