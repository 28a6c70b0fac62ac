"""The rate falls once and stays."""
# cell: autoencoder/step_decay
# loses: step_decay_right


def step_decay(epoch, start, factor=0.5, every=3):
    return start if epoch <= every else start * factor
