"""Codes in batches; a classifier of two layers; flat copies."""
# replace: autoencoder/codes

codes_train = codes_val = None
encoder.evaluate()
codes_train = np.concatenate([encoder.forward(x) for x, _ in get_batches(X_train, Y_train, 500)])
codes_val = np.vstack([encoder.forward(X_val[i : i + 300]).astype("f") for i in range(0, len(X_val), 300)])


# replace: autoencoder/frozen
frozen = chain(Linear(30, 64), ReLU(), Linear(64, 10), LogSoftMax())
frozen_history = train(frozen, ClassNLLCriterion(), (codes_train, Y_train, codes_val, Y_val), 6, 1e-2)


# replace: autoencoder/finetuned
finetuned = copy.deepcopy(chain(*encoder.modules, *frozen.modules))
finetuned_history = train(finetuned, ClassNLLCriterion(), digits, 6, lambda epoch: 1e-3 / epoch)


# replace: autoencoder/scratch
def new_encoder():
    return chain(Linear(784, 512), ELU(), Linear(512, 256), ELU(), Linear(256, 128), ELU(), Linear(128, 30))


scratch = chain(new_encoder(), chain(Linear(30, 64), ReLU(), Linear(64, 10)), LogSoftMax())
scratch_history = train(scratch, ClassNLLCriterion(), digits, 6, 1e-3)
