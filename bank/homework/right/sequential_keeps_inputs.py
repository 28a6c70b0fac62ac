"""forward keeps what each module got; backward counts down by index; train and evaluate share a helper."""
# cell: homework_modules/sequential


class Sequential:
    def updateOutput(self, input):
        self.inputs = [input]
        for module in self.modules:
            self.inputs.append(module.forward(self.inputs[-1]))
        self.output = self.inputs[-1]
        return self.output

    def backward(self, input, gradOutput):
        for i in range(len(self.modules) - 1, -1, -1):
            gradOutput = self.modules[i].backward(self.inputs[i], gradOutput)
        self.gradInput = gradOutput
        return gradOutput

    def _switch(self, training):
        self.training = training
        for module in self.modules:
            module.train() if training else module.evaluate()

    def train(self):
        self._switch(True)

    def evaluate(self):
        self._switch(False)
