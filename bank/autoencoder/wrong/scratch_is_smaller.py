"""A smaller network than the one it is compared with."""
# replace: autoencoder/scratch
# loses: scratch_accuracy

scratch = chain(Linear(784, 200), ELU(), Linear(200, 10), LogSoftMax())
scratch_history = train(scratch, ClassNLLCriterion(), digits, 6, 1e-3)
