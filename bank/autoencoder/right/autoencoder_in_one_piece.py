"""autoencoder is one flat chain; encoder and decoder are made of its modules; no step decay."""
# replace: autoencoder/autoencoder_training

autoencoder = Sequential()
for n_in, n_out in [(784, 512), (512, 256), (256, 128), (128, 30), (30, 128), (128, 256), (256, 512), (512, 784)]:
    autoencoder.add(Linear(n_in, n_out))
    if n_out not in (30, 784):
        autoencoder.add(ELU())
encoder = chain(*(autoencoder[i] for i in range(7)))
decoder = chain(*(autoencoder[i] for i in range(7, 14)))
autoencoder_history = train(autoencoder, MSECriterion(), (X_train, X_train, X_val, X_val), epochs=9, rate=1e-3)
