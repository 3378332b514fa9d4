"""The models that a fit uses: trees as teachers, networks as teachers and as the one that is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import lightgbm
import numpy as np
import optax
from numpy.typing import NDArray

from cleancopy.extract import scoring
from cleancopy.extract.features import Floats

LEARNING_RATE = 2e-3
DECAY = 1e-2
DROPPED, DROPPED_INPUTS = 0.25, 0.05
SPREAD = 0.05  # added to each feature's standard deviation, so that a rare feature does not shout
DIGITS = 4
TREES = {
    "objective": "cross_entropy",
    "learning_rate": 0.045,
    "num_leaves": 31,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "max_bin": 127,
    "verbose": -1,
}
ROUNDS = 400

type Judge = Callable[[Floats], Floats]
type Parameters = list[tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of a network, and how long it learns."""

    hidden: tuple[int, ...]
    epochs: int
    batch: int


FOR_BLOCKS = Shape((128, 64), 14, 1024)
FOR_TEXTS = Shape((64, 32), 5, 1024)  # there is less to see, and each page is there as several texts
FOR_PAGES = Shape((24,), 60, 128)
FOR_TEXT_PAGES = Shape((24,), 15, 128)


@dataclass(frozen=True, slots=True)
class Examples:
    """Rows with what each should be judged, 0 to 1, and how much each counts."""

    rows: Floats
    targets: Floats
    weights: Floats

    def known(self) -> Examples:
        is_known = self.weights > 0
        weights = self.weights[is_known]
        return Examples(self.rows[is_known], self.targets[is_known], weights / weights.mean())


def stacked(examples: Sequence[Examples]) -> Examples:
    rows, targets, weights = zip(*((one.rows, one.targets, one.weights) for one in examples), strict=True)
    return Examples(np.concatenate(rows), np.concatenate(targets), np.concatenate(weights)).known()


def fit_trees(examples: Examples, seed: int) -> Judge:
    """Gradient-boosted trees."""
    data = lightgbm.Dataset(examples.rows, examples.targets, weight=examples.weights)
    model = lightgbm.train(TREES | {"seed": seed}, data, ROUNDS)
    return lambda rows: np.asarray(model.predict(rows), np.float32)


def fit_network(examples: Examples, seed: int, shape: Shape = FOR_BLOCKS) -> dict[str, Any]:
    """A multilayer perceptron as `scoring.network` reads it."""
    values = scoring.compress(examples.rows)
    mean, scale = values.mean(0), values.std(0) + SPREAD
    values = np.clip((values - mean) / scale, -scoring.FARTHEST, scoring.FARTHEST)
    parameters = _descend(values, examples, seed, shape)
    layers = [{"weights": _rounded(weights), "bias": _rounded(bias)} for weights, bias in parameters]
    return {"mean": _rounded(mean), "scale": _rounded(scale), "layers": layers}


def _descend(values: Floats, examples: Examples, seed: int, shape: Shape) -> Parameters:
    """AdamW with dropout, the step size falling along a cosine."""
    steps, order = len(values) // shape.batch, np.random.default_rng(seed)
    key, start = jax.random.split(jax.random.PRNGKey(seed))
    parameters = _start((values.shape[1], *shape.hidden, 1), start)
    schedule = optax.cosine_decay_schedule(LEARNING_RATE, shape.epochs * steps)
    optimizer = optax.adamw(schedule, weight_decay=DECAY)
    state = optimizer.init(parameters)
    step = jax.jit(partial(_step, optimizer))
    for _ in range(shape.epochs):
        shuffled = order.permutation(len(values))[: steps * shape.batch].reshape(steps, shape.batch)
        for batch in shuffled:
            key, dice = jax.random.split(key)
            part = (values[batch], examples.targets[batch], examples.weights[batch])
            parameters, state = step(parameters, state, part, dice)
    return parameters


def _start(sizes: Sequence[int], key: Any) -> Parameters:
    """He's initialisation: for rectified layers."""
    keys = jax.random.split(key, len(sizes) - 1)
    shapes = zip(keys, sizes[:-1], sizes[1:], strict=True)
    return [
        (jax.random.normal(dice, (size, out)) * np.sqrt(2 / size), jnp.zeros(out))
        for dice, size, out in shapes
    ]


def _step(optimizer: Any, parameters: Parameters, state: Any, part: tuple[Any, Any, Any], dice: Any) -> Any:
    gradients = jax.grad(_loss)(parameters, part, dice)
    updates, state = optimizer.update(gradients, state, parameters)
    return optax.apply_updates(parameters, updates), state


def _loss(parameters: Parameters, part: tuple[Any, Any, Any], dice: Any) -> Any:
    values, targets, weights = part
    dice = jax.random.split(dice, len(parameters))
    values = _dropped(values, DROPPED_INPUTS, dice[0])
    for (layer, bias), throw in zip(parameters[:-1], dice[1:], strict=True):
        values = _dropped(jax.nn.relu(values @ layer + bias), DROPPED, throw)
    layer, bias = parameters[-1]
    return jnp.mean(weights * optax.sigmoid_binary_cross_entropy((values @ layer + bias)[:, 0], targets))


def _dropped(values: Any, share: float, dice: Any) -> Any:
    return values * jax.random.bernoulli(dice, 1 - share, values.shape) / (1 - share)


def _rounded(values: Any) -> Any:
    numbers: NDArray[Any] = np.asarray(values, np.float64)
    return np.vectorize(lambda value: float(f"{value:.{DIGITS}g}"))(numbers).tolist()
