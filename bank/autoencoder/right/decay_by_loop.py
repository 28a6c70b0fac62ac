"""The rate is found by walking through the epochs."""
# cell: autoencoder/step_decay


def step_decay(epoch, start, factor=0.5, every=3):
    rate = start
    for passed in range(1, epoch):
        if passed % every == 0:
            rate *= factor
    return rate
