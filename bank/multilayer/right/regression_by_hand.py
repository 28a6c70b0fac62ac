"""Optimiser called directly, a list of pairs, SingleLayerModel."""
# replace: multilayer/regression

from mlp.models import SingleLayerModel


def first_layer():
    return AffineLayer(784, 10, GlorotUniformInit(1.0, np.random.default_rng(SEED)), ConstantInit(0))


regression_models = {
    "fused": SingleLayerModel(first_layer()),
    "separate": MultipleLayerModel([first_layer(), SoftmaxLayer()]),
}
regression_runs = {}
for which, error in [("fused", CrossEntropySoftmaxError()), ("separate", CrossEntropyError())]:
    train_data.reset()
    regression_runs[which] = tuple(
        Optimiser(
            regression_models[which],
            error,
            GradientDescentLearningRule(0.1),
            train_data,
            valid_data,
            {"accuracy": accuracy},
            progress_bar=False,
        ).train(EPOCHS_REGRESSION)
    )
