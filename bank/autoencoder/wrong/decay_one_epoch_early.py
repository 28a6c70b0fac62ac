"""The rate falls one epoch too early: epochs are counted from 0."""
# cell: autoencoder/step_decay
# loses: step_decay_right


def step_decay(epoch, start, factor=0.5, every=3):
    return start * factor ** (epoch // every)
