"""The networks that are kept were never trained."""
# replace: multilayer/activation_experiment
# loses: activation_check

activation_models = {}
activation_runs = {}
for name, activation in {"sigmoid": SigmoidLayer, "tanh": TanhLayer, "ReLU": ReluLayer}.items():
    activation_models[name] = affine_chain(
        [784, 100, 100, 100, 10], activation, GlorotUniformInit(rng=np.random.default_rng(SEED))
    )
    activation_runs[name] = train(
        activation_models[name], CrossEntropySoftmaxError(), AdamLearningRule(1e-3), EPOCHS, name
    )
    activation_models[name] = affine_chain([784, 100, 100, 100, 10], activation, GlorotUniformInit())
