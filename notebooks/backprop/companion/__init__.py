"""What stands behind `worksheet`: checks, hints and pictures for students.

Checks:    instant (words and points) asks truths (is it true?) and fingerprints (is it
           a known value?); *_truths hold the tests, nudges and unit_nodes what they
           share, values reads what came back, data reads worksheet.json.
Words:     words_html, ladder (hints), tally (progress), predicting, choices, puzzles,
           break_phi, own_checker.
Pictures:  figures (PNG in HTML), graph_layout and graph_picture, flow_picture,
           sensitivity_picture, tangent_picture, slope_picture, descent_picture,
           cost_picture with counting.

Students receive all of it, so it holds no answer: no derivative of Section 2, no
gradient of (d), (f) or (g), no loop over the entries of a matrix, no descent.
"""
