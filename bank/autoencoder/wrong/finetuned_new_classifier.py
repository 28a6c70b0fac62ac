"""The classifier on top is a new one."""
# replace: autoencoder/finetuned
# loses: finetuned_start

finetuned = chain(copy.deepcopy(encoder), Linear(30, 10), LogSoftMax())
finetuned_history = train(finetuned, ClassNLLCriterion(), digits, 6, 1e-3)
