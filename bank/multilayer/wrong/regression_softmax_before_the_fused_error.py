"""The fused error, which wants logits, gets probabilities."""
# replace: multilayer/regression
# loses: regression_layers regression_curves

regression_models = {}
regression_runs = {}
for name, layers_behind, error in [
    ("separate", [SoftmaxLayer()], CrossEntropyError()),
    ("fused", [SoftmaxLayer()], CrossEntropySoftmaxError()),
]:
    affine = AffineLayer(784, 10, GlorotUniformInit(rng=np.random.default_rng(SEED)))
    regression_models[name] = MultipleLayerModel([affine, *layers_behind])
    regression_runs[name] = train(
        regression_models[name], error, GradientDescentLearningRule(0.1), EPOCHS_REGRESSION, name
    )
