"""Both models share one affine layer, so the second one goes on where the first one ended."""
# replace: multilayer/regression
# loses: regression_layers regression_curves regression_reported

regression_models = {}
regression_runs = {}
affine = AffineLayer(784, 10, GlorotUniformInit(rng=np.random.default_rng(SEED)))
for name, layers_behind, error in [
    ("separate", [SoftmaxLayer()], CrossEntropyError()),
    ("fused", [], CrossEntropySoftmaxError()),
]:
    regression_models[name] = MultipleLayerModel([affine, *layers_behind])
    regression_runs[name] = train(
        regression_models[name], error, GradientDescentLearningRule(0.1), EPOCHS_REGRESSION, name
    )
