"""What the instructor's commands run: the student edition, the bank, the demo class, grading with nbgrader.

`python -m course --help` lists the commands. Imports run one way, from the top of this list to the bottom:

    __main__      the commands
    demo          a class of right and wrong submissions, graded from end to end
    reproduce     the published experiments on all of MNIST
    reference     the reference modules, from the source notebook
    grade         every submission of an assignment, one problem a line
    report        from the gradebook to a table
    edition       from source/ to the notebooks and the zip that students get
    bank          right and wrong solutions, put into released notebooks
    siblings      nbgrader plug-in: a notebook finds the others of its submission while it is graded
    steps         nbgrader's own steps, each with one sentence for what goes wrong
    notebooks     reading, writing and understanding notebook files
    files         files that are written whole or not at all; errors that are one sentence
"""
