"""The validation images are trained on."""
# replace: autoencoder/autoencoder_training
# loses: autoencoder_loss

np.random.seed(SEED)
encoder = chain(Linear(784, 512), ELU(), Linear(512, 256), ELU(), Linear(256, 128), ELU(), Linear(128, 30))
decoder = chain(Linear(30, 128), ELU(), Linear(128, 256), ELU(), Linear(256, 512), ELU(), Linear(512, 784))
autoencoder = chain(encoder, decoder)
autoencoder_history = train(
    autoencoder, MSECriterion(), (X_val, X_val, X_val, X_val), 9, 2e-3, batch_size=BATCH // 4
)
