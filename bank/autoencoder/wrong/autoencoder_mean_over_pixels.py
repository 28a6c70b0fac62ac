"""The squared error is averaged over the pixels, too."""
# replace: autoencoder/autoencoder_training
# loses: autoencoder_learns autoencoder_loss


class PixelMean(MSECriterion):
    def updateOutput(self, input, target):
        self.output = np.mean((input - target) ** 2)
        return self.output


np.random.seed(SEED)
encoder = chain(Linear(784, 512), ELU(), Linear(512, 256), ELU(), Linear(256, 128), ELU(), Linear(128, 30))
decoder = chain(Linear(30, 128), ELU(), Linear(128, 256), ELU(), Linear(256, 512), ELU(), Linear(512, 784))
autoencoder = chain(encoder, decoder)
autoencoder_history = train(autoencoder, PixelMean(), (X_train, X_train, X_val, X_val), 9, 2e-3)
