"""nbjudge: grades Jupyter notebooks of an nbgrader course; tests never enter the student's process."""
