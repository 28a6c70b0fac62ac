"""The derivative of tr(AB) is taken to be B."""
# cell: homework_differentiation/diff_trace_solution
# loses: diff_trace
# hint: Its values are right once transposed: a .T is missing, or one too many


def grad_trace(A, B):
    return B
