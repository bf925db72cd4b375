"""The code behind `worksheet`: checks, hints and pictures for students.

part_1a … part_1g, section_2: all that belongs to one question, its pictures included.
registry: the questions of all parts that worksheet.json lists.
check, hints, progress, gradient_check, activities: what students call.
earlier: judging an answer by itself when an earlier one that it uses is wrong.
fingerprints, worksheet_json: known values, points and hints, as data.
answers: the row of one answer, and reading what a student's function returns.
properties: what the tests of answers measure, without a formula of the answer.
display, graphs: cards, figures and drawings of computation graphs.

Students receive all of it, so it contains no answer: no derivative of Section 2, no
gradient of (d), (f) or (g), no loop over the entries of a matrix, no descent.
"""
