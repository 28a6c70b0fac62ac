"""The two models start from different numbers."""
# replace: multilayer/regression
# loses: regression_curves

regression_models = {}
regression_runs = {}
for name, layers_behind, error in [
    ("separate", [SoftmaxLayer()], CrossEntropyError()),
    ("fused", [], CrossEntropySoftmaxError()),
]:
    affine = AffineLayer(784, 10, GlorotUniformInit(rng=np.random.default_rng(len(name))))
    regression_models[name] = MultipleLayerModel([affine, *layers_behind])
    regression_runs[name] = train(
        regression_models[name], error, GradientDescentLearningRule(0.1), EPOCHS_REGRESSION, name
    )
