"""The steps are taken from the smallest to the largest."""
# replace: autoencoder/step_errors
# loses: step_errors_check

step_errors = {}
np.random.seed(SEED)
for module, x in [(Linear(30, 10), X_steps), (SoftMax(), X_steps[:, :10])]:
    step_errors[type(module).__name__] = [gradient_error(module, x, G_steps, eps) for eps in STEPS[::-1]]
