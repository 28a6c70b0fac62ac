"""All attacks."""

from tests.attacks.damage import HARM
from tests.attacks.handed_in import FILES
from tests.attacks.lies import LIES
from tests.attacks.spying import PRIVATE
from tests.attacks.takeover import WIRE

__all__ = ["ATTACKS", "FILES", "HARM"]

ATTACKS = [*LIES, *WIRE, *PRIVATE, *HARM, *FILES]
