"""All three networks have sigmoids."""
# replace: multilayer/activation_experiment
# loses: activation_check

activation_models = {}
activation_runs = {}
for name in ("sigmoid", "tanh", "ReLU"):
    activation_models[name] = affine_chain(
        [784, 100, 100, 100, 10], SigmoidLayer, GlorotUniformInit(rng=np.random.default_rng(SEED))
    )
    activation_runs[name] = train(
        activation_models[name], CrossEntropySoftmaxError(), AdamLearningRule(1e-3), EPOCHS, name
    )
