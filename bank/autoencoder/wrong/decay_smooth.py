"""The rate falls a little after every epoch."""
# cell: autoencoder/step_decay
# loses: step_decay_right


def step_decay(epoch, start, factor=0.5, every=3):
    return start * factor ** ((epoch - 1) / every)
