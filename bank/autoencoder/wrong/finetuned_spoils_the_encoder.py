"""Encoder and classifier are trained themselves, not copies."""
# replace: autoencoder/finetuned
# loses: autoencoder_kept
# hint: Train a copy of it

finetuned = chain(encoder, frozen)
finetuned_history = train(finetuned, ClassNLLCriterion(), digits, 6, 1e-3)
