"""The error that is meant for the person at the terminal."""


class NbjudgeError(Exception):
    """What went wrong, in one sentence."""
