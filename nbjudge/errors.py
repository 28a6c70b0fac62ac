"""The errors that are meant for the person at the terminal."""


class NbjudgeError(Exception):
    """What went wrong, in one sentence."""


class Obstacle(NbjudgeError):
    """What stands in the way of every submission alike, such as a full disk; going on would be no use."""
