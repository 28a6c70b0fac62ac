"""The derivative of c^T x is taken to be x."""
# cell: homework_differentiation/diff_linear_form_solution
# loses: diff_linear_form
# hint: grad_linear_form(c, x) for N = 4


def grad_linear_form(c, x):
    return x
