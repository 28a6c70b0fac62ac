"""n is taken as the number of hidden layers, so there is one affine layer too many."""
# replace: multilayer/depth
# loses: depth_networks

depth_models = {}
depth_runs = {}
for n_layers in [2, 3, 4, 5]:
    name = f"{n_layers} layers"
    widths = [784, *[100] * n_layers, 10]
    initialiser = GlorotUniformInit(rng=np.random.default_rng(SEED))
    depth_models[name] = affine_chain(widths, SigmoidLayer, initialiser)
    depth_runs[name] = train(
        depth_models[name], CrossEntropySoftmaxError(), AdamLearningRule(1e-3), EPOCHS, name
    )
