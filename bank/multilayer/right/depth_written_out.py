"""The layers are written down without the builder, in nested calls."""
# replace: multilayer/depth

depth_models, depth_runs = {}, {}
for n in range(2, 6):
    init = GlorotUniformInit(rng=np.random.default_rng(SEED))
    layers = [AffineLayer(784, 100, init), SigmoidLayer()]
    for _ in range(n - 2):
        layers.extend([AffineLayer(100, 100, init), SigmoidLayer()])
    layers.append(AffineLayer(100, 10, init))
    depth_models[f"{n} layers"] = MultipleLayerModel(layers)
    depth_runs[f"{n} layers"] = train(
        depth_models[f"{n} layers"], CrossEntropySoftmaxError(), AdamLearningRule(learning_rate=0.001), EPOCHS
    )
