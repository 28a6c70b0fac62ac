"""The function itself is returned, not its gradient."""
# cell: homework_differentiation/diff_linear_form_solution
# loses: diff_linear_form
# hint: has shape (), expected (4,). It is a single number: was something summed or averaged over all axes?


def grad_linear_form(c, x):
    return c @ x
