"""Only the classifier is new; the encoder is a copy of the trained one."""
# replace: autoencoder/scratch
# loses: scratch_accuracy

scratch = chain(copy.deepcopy(encoder), Linear(30, 10), LogSoftMax())
scratch_history = train(scratch, ClassNLLCriterion(), digits, 6, 1e-3)
