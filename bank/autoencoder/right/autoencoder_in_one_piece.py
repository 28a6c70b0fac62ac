"""autoencoder is one flat chain; encoder and decoder are made of its modules; no step decay."""
# replace: autoencoder/autoencoder_training

autoencoder = Sequential()
n_in = 784
for n_out in [512, 256, 128, 30, 128, 256, 512, 784]:
    autoencoder.add(Linear(n_in, n_out))
    if n_out not in (30, 784):
        autoencoder.add(ELU())
    n_in = n_out
encoder = chain(*(autoencoder[i] for i in range(7)))
decoder = chain(*(autoencoder[i] for i in range(7, 14)))
data = X_train, X_train, X_val, X_val
autoencoder_history = train(autoencoder, MSECriterion(), data, epochs=9, rate=1e-3)
