"""A weight of a pixel without ink is chosen."""
# replace: config_network/own_gradients
# loses: own_gradients_table
# hint: pixel without ink

gradient_places = {}
gradient_table = {}
gradient_places = {
    "output bias": (2, "b", (4,)),
    "hidden bias": (0, "b", (7,)),
    "hidden to output 1": (2, "w", (3, 5)),
    "hidden to output 2": (2, "w", (11, 0)),
    "input to hidden 1": (0, "w", (0, 2)),
    "input to hidden 2": (0, "w", (int(inked[40]), 15)),
}
checked_network.forward_pass(one_image, one_target)
checked_network.backward_pass()
for name, place in gradient_places.items():
    number, which, index = place
    computed = -getattr(checked_network.layers[number], f"d_{which}")[index]
    gradient_table[name] = (numeric_gradient(checked_network, one_image, one_target, place), computed)
