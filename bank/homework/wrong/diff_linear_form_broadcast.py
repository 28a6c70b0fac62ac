"""A column meets a vector: the product is a matrix."""
# cell: homework_differentiation/diff_linear_form_solution
# loses: diff_linear_form
# hint: Did (n, 1) meet (n,)? Broadcasting silently makes (n, n) of these two shapes.


def grad_linear_form(c, x):
    return c.reshape(-1, 1) * np.ones(len(x))
