"""Twin of examples/pole_balancing.cpp."""

from collections import deque

import keras
import numpy as np
import tensorflow as tf

BATCH = 64
LONGEST = 300  # moves of a trial: 6 seconds


class Cart:
    """The cart and its pole (Barto, Sutton and Anderson, 1983), 50 moves a second."""

    def __init__(self, state):
        self.state = state  # position, velocity, angle, angular velocity

    def push(self, action):  # False: the pole fell, or the cart left its track
        x, v, angle, turn = self.state
        force = 10.0 if action == 1 else -10.0
        sine, cosine = np.sin(angle), np.cos(angle)
        pull = (force + 0.05 * turn * turn * sine) / 1.1
        bend = (9.8 * sine - cosine * pull) / (0.5 * (4 / 3 - 0.1 * cosine * cosine / 1.1))
        x += 0.02 * v
        v += 0.02 * (pull - 0.05 * bend * cosine / 1.1)
        angle += 0.02 * turn
        turn += 0.02 * bend
        self.state = np.array([x, v, angle, turn], "float32")
        return abs(x) < 2.4 and abs(angle) < 0.21


class Player:
    def __init__(self):
        self.random = np.random.default_rng(5)
        self.memory = deque(maxlen=10000)
        self.q = keras.Sequential([
            keras.Input((4,)),
            keras.layers.Dense(48, activation="relu"),
            keras.layers.Dense(48, activation="relu"),
            keras.layers.Dense(2),
        ])
        self.target = keras.models.clone_model(self.q)  # what the network was a while ago
        self.target.set_weights(self.q.get_weights())
        self.optimizer = keras.optimizers.Adam(1e-3)
        self.runs = 0

    def play(self, random_moves, learns):
        """Plays until the pole falls, with some moves at random, and learns. It returns the moves."""
        cart = Cart(self.random.uniform(-0.05, 0.05, 4).astype("float32"))
        for moves in range(1, LONGEST + 1):
            before = cart.state
            is_random = self.random.random() < random_moves
            action = int(self.random.integers(2)) if is_random else self.best(before)
            up = cart.push(action)
            if learns:
                self.remember((before, cart.state, action, float(up)))
            if not up:
                break
        return moves

    def best(self, state):
        values = self.q(state[None])
        return int(values[0, 1] > values[0, 0])

    def remember(self, move):
        self.memory.append(move)
        if len(self.memory) < 500:
            return
        chosen = [self.memory[i] for i in self.random.integers(len(self.memory), size=BATCH)]
        state, after, action, goes_on = (np.array(values) for values in zip(*chosen))
        self.learn(state, after, action, goes_on.astype("float32"))
        self.runs += 1
        if self.runs % 200 == 0:
            self.target.set_weights(self.q.get_weights())

    # What a move is worth: 1 for the pole staying up, and 0.98 of what the best next one is worth.
    @tf.function
    def learn(self, state, after, action, goes_on):
        following = tf.reduce_max(self.target(after), axis=1)
        with tf.GradientTape() as tape:
            worth = tf.reduce_sum(self.q(state) * tf.one_hot(action, 2), axis=1)
            loss = keras.losses.huber(goes_on + goes_on * following * 0.98, worth)
        weights = self.q.trainable_weights
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))


player = Player()


def mean_of_trials(random_moves, learns):
    return np.mean([player.play(random_moves, learns) for _ in range(20)])


before = mean_of_trials(1, False)
print(f"pushed at random, the pole stays up for {before:.0f} moves")
after = 0
for round_ in range(1, 21):
    mean_of_trials(max(0.05, 0.5 - 0.1 * round_), True)
    after = mean_of_trials(0, False)
    print(f"after {20 * round_:3} trials: {after:.0f} moves")
    if after >= 290:
        break
assert after > 250 and before < 50
