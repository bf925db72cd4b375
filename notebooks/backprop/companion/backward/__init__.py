"""The optional activity `backward`: a student writes the backward pass.

cases: the graphs on which it is checked, with their numbers.
mistakes: what a wrong result says about the code.
row, verdict: its hints, and the check.
paths: the plot of multiplications, all paths against one sweep.

Nothing here computes a gradient from local derivatives: expected derivatives and local
derivatives are found by nudging, at one point, with one number at each node. So they
show no formula of (d), (f) or (g), and no product of matrices.
"""
