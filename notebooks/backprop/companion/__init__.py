"""The code behind `worksheet`: checks, hints and pictures for students.

part_1a … part_1g, section_2: one part of the worksheet each, with its pictures.
registry: the questions of all parts that worksheet.json lists.
check, hints, progress, gradient_check, activities: functions that students call.
earlier: test an answer separately when it uses an earlier answer that is wrong.
fingerprints, worksheet_json: digests of known values, points and hints, as data.
answers: the row of one answer, and functions that read what a student returns.
properties: what the tests of answers measure, without a formula of the answer.
backward: the optional check of `backward`, and its plot.
display, graphs: cards, figures and drawings of computation graphs.

Students receive all of this, so it contains no answer: no derivative of Section 2, no
gradient of (d), (f) or (g), no loop over the entries of a matrix, no descent, no sweep.
"""
