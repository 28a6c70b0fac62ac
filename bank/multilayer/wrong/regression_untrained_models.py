"""The models that are kept are not those that were trained."""
# replace: multilayer/regression
# loses: regression_reported

regression_models = {}
regression_runs = {}
for name, layers_behind, error in [
    ("separate", [SoftmaxLayer()], CrossEntropyError()),
    ("fused", [], CrossEntropySoftmaxError()),
]:
    affine = AffineLayer(784, 10, GlorotUniformInit(rng=np.random.default_rng(SEED)))
    regression_models[name] = MultipleLayerModel([affine, *layers_behind])
    regression_runs[name] = train(
        regression_models[name], error, GradientDescentLearningRule(0.1), EPOCHS_REGRESSION, name
    )
    regression_models[name] = MultipleLayerModel([AffineLayer(784, 10, GlorotUniformInit()), *layers_behind])
