"""The code behind `worksheet`: checks, hints and pictures for students.

check, hints, progress: what students call, with points and fingerprints from
    worksheet.json.
answers: reading the value that a student's function returned.
properties: the tests that an answer must pass, without a formula of the answer.
display, graphs: cards, figures and drawings of computation graphs.

Students receive all of it, so it contains no answer: no derivative of Section 2, no
gradient of (d), (f) or (g), no loop over the entries of a matrix, no descent.
"""
