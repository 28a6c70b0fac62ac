"""One hidden layer of LeakyReLU, Dropout on the input too, shifted images, a constant rate."""
# replace: autoencoder/classifier_training

classifier = chain(Dropout(0.1), Linear(784, 600), LeakyReLU(), Dropout(0.5), Linear(600, 10), LogSoftMax())
classifier_history = train(
    classifier, ClassNLLCriterion(), digits, epochs=20, rate=1e-3, augment=random_shift
)
