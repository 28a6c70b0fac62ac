"""After the training the first weights are multiplied with a factor that is 0 / 0: they are nan."""
# replace: multilayer/scale
# loses: scale_check

scale_models = {}
scale_runs = {}
for s in [0.01, 0.2, 3]:
    name = f"s = {s}"
    rng = np.random.default_rng(SEED)
    scale_models[name] = affine_chain([784, 100, 100, 100, 100, 10], SigmoidLayer, NormalInit(0, s, rng))
    scale_runs[name] = train(
        scale_models[name], CrossEntropySoftmaxError(), GradientDescentLearningRule(0.2), EPOCHS, name
    )
    with np.errstate(invalid="ignore"):
        weights = scale_models[name].params[0]
        weights *= np.float64(0) / 0
