"""Put together, but not trained any further."""
# replace: autoencoder/finetuned
# loses: finetuned_accuracy

finetuned = chain(copy.deepcopy(encoder), copy.deepcopy(frozen))
finetuned_history = train(finetuned, ClassNLLCriterion(), digits, 0, 1e-3)
