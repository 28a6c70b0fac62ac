"""The codes are scaled to mean 0 and deviation 1, which the encoder does not do."""
# replace: autoencoder/codes
# loses: codes_right finetuned_start

codes_train = codes_val = None
encoder.evaluate()
codes_train, codes_val = encoder.forward(X_train), encoder.forward(X_val)
mean, deviation = codes_train.mean(axis=0), codes_train.std(axis=0)
codes_train, codes_val = (codes_train - mean) / deviation, (codes_val - mean) / deviation
