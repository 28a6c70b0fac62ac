"""A small framework for networks in NumPy, in another style than a chain of modules with a memory.

- Layers keep nothing between calls: whoever calls them hands over inputs, outputs and gradients.
- Initialisers, errors, learning rules and data providers are objects of their own, handed to what uses them.
- Every random number comes from a generator that somebody handed over.

Shapes: B is the size of a batch; inputs are (B, input_dim), one sample a row.
"""
