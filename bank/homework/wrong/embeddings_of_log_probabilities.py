"""The embedding of the classifier is what comes out of its LogSoftMax."""
# replace: homework_main/embedding_experiment
# loses: embeddings_layer
# hint: against the output of the last Linear

embedding_nets = {}
embedding_history = {}
embeddings = {}
distance_histograms = {}
coefficients = {}
config = {"learning_rate": 1e-2, "momentum": 0.9}
np.random.seed(SEED)
embedding_nets["NLL"] = chain(Linear(784, 200), ReLU(), Linear(200, 10), LogSoftMax())
embedding_history["NLL"] = train(
    embedding_nets["NLL"], ClassNLLCriterion(), sgd_momentum, config, digits, EPOCHS, name="NLL"
)
np.random.seed(SEED)
embedding_nets["contrastive"] = chain(Linear(784, 200), ReLU(), Linear(200, 10))
embedding_history["contrastive"] = train(
    embedding_nets["contrastive"],
    ClassContrastiveCriterion(10),
    sgd_momentum,
    config,
    (X_train, y_train, X_val, y_val),
    EPOCHS,
    name="contrastive",
)

for net in embedding_nets.values():
    net.evaluate()
embedding_nets["NLL"].forward(X_val)
embeddings["NLL"] = embedding_nets["NLL"].output
embeddings["contrastive"] = embedding_nets["contrastive"].forward(X_val)  # (N, 10)
for name in embeddings:
    distance_histograms[name] = pair_histograms(embeddings[name], y_val)
    coefficients[name] = bhattacharyya(*distance_histograms[name][:2])
