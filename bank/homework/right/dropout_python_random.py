"""Python's own random numbers, one by one."""
# cell: homework_modules/dropout

import random


class Dropout:
    def updateOutput(self, input):
        self.output = input
        if self.training:
            drawn = np.array([random.random() for _ in range(input.size)]).reshape(input.shape)
            self.mask = (drawn >= self.p).astype(float) / (1.0 - self.p)
            self.output = input * self.mask
        return self.output
