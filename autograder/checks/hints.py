"""The ladder of hints for each answer: a question, a pointer, almost the code.

They lead one way only, and none of them is the answer.
"""

from __future__ import annotations

Ladder = tuple[str, str, str]

_SIMPLE = (
    "Work the slope out on paper first. Which rule does the outermost operation need?",
    "Follow the worked example of softplus: outside in, one rule at a time.",
)
_STABLE = (
    "Put x = 10000 and x = −10000 into your formula by hand. Which part becomes huge?",
    "In the worked example of softplus, numerator and denominator are divided by the "
    "same number. What does that buy?",
    "An exponential of something that is never positive cannot overflow. Which sign "
    "may the exponent have, and is the slope the same at x and at −x?",
)
_BACK = (
    "Name what is computed on the way, z, then p = Φ(z), then the error. Which of these "
    "does a nudge reach first, and which next?",
    "The half example shows it for q(x): write the small change of each quantity in "
    "turn, then read off what the first change is multiplied with.",
)
_F = "Draw z, p, s, r and f in a row. Which nodes come after the one you nudge?"

# fmt: off
HINTS: dict[str, Ladder] = {
    "df": (
        "How much larger is (x + 0.01)² than x²?",
        "In the worked example u(x) = x³ has the slope 3x². Which rule gave that?",
        "return (the old exponent) * x ** (one less)",
    ),
    "dg": (
        "When x grows by 0.01, by how much does g(x) = x grow?",
        "In the worked example v(x) = 2x has the slope 2, everywhere. And g?",
        "The slope does not depend on x: return one number.",
    ),
    "dh": (
        "Hold the second input still. Which term of h still moves?",
        "In the worked example the two partial derivatives of k = uv are v and u, each "
        "with the other input held still.",
        "return (slope of x1² along x1), (slope of x2² along x2)",
    ),
    "dl": (
        "Along how many ways does x reach the output, and what does each contribute?",
        "The worked example adds two products, one for each path. Write the same two for "
        "f, g and h.",
        "first, second = dh(..., ...) at the values of f and g; then first * ... + "
        "second * ...",
    ),
    "total_derivative": (
        "Nudge w a little. By how much does each xᵢ move, and f because of it?",
        "In (a) there were two paths and two products. How many are there here?",
        "slopes = df(at which point?); then pair each with its own entry of dg(w) and "
        "join the n terms.",
    ),
    "chain_rule_graph": (
        "How many arrows leave w, and where do they all meet again?",
        "Look at the picture of m: two nodes use x, and one node uses both of them.",
        'for i in 1 … n: a node with the tuple ("g" with its number, "w"); then one node '
        'for "f" with all their names in order',
    ),
    "computation_graph": (
        "Work the formula out by hand for n = 1 with numbers: what do you write down "
        "first, and what last?",
        "Read the formula from the inside: product, bias, φ, for each unit; then what "
        "happens once, for all units together.",
        'For each i: dot, then add, then phi. After the loop: "sum" over all of them, '
        '"sub" from y, and one more.',
    ),
    "loss_gradients.x": (
        *_BACK,
        "Going back through a matrix A means A transposed. Three stand between x and "
        "the error: ... @ (... @ (... @ error))",
    ),
    "loss_gradients.W1": (
        *_BACK,
        "Let back be how the loss changes with z. Entry [i, j] of W1 multiplies x[j] and "
        "feeds z[i]: which product makes all pairs?",
    ),
    "loss_gradients.W2": (
        *_BACK,
        "Entry [i, j] of W2 multiplies p[j] and feeds prediction i: np.outer(..., ...)",
    ),
    "loss_gradients.b": (
        *_BACK,
        "b is added to z entry by entry. So how the loss changes with b is how it "
        "changes with ...",
    ),
    "analytic_exponent": (
        "What is the largest product in your formula: matrix with matrix, or with "
        "vector?",
        "Count multiplications for one matrix times one vector of size d.",
        "Every step of the formula handles each entry of a d×d matrix a fixed number of "
        "times.",
    ),
    "numerical_exponent": (
        "How many entries have to be nudged, and what is computed after each nudge?",
        "Multiply: number of nudges, times the cost of one loss.",
        "Both factors are powers of d. What happens to exponents in a product?",
    ),
    "numerical_gradient": (
        "Which single entry moves, and how far apart are the two points?",
        "The formula is above the cell. Which w does it move, and what stays?",
        "for each entry: nudge = zeros with eps at that entry; gradient[entry] = "
        "(f(W + nudge) - ...) / (...)",
    ),
    "sensitivities.r": (_F, "Only one operation lies between r and f.",
                        "f = r²: return its slope at this r."),
    "sensitivities.s": (_F, "s reaches f through r. How does r answer when s rises?",
                        "(slope of r² at r) * (how r moves with s)"),
    "sensitivities.p": (_F, "A sum hands on a change of any input unchanged.",
                        "Each of the n entries is the number you have for s."),
    "sensitivities.z": (_F, "Between z and p lies φ; its slope is handed in.",
                        "(what you have for p) * dphi(at which point?)"),
    "grad_W": (
        "How does zᵢ change when one entry of wᵢ is nudged?",
        "You have ∂f/∂z from (f). Row i of W feeds only zᵢ, and each of its entries "
        "meets one entry of x.",
        'np.outer(sensitivities(...)["z"], ...)',
    ),
    "gradient_descent": (
        "What has to be computed again after every step?",
        "Write down f at the start; then for each step move, and write f down again.",
        "history = [f of W]; for each step: W = W - lr * (the gradient at this W); "
        "append ...",
    ),
    "d_sigmoid": (*_SIMPLE, "σ is 1/u with u = 1 + e⁻ˣ: (slope of 1/u at u) * (slope of u)"),
    "d_sigmoid.stable": _STABLE,
    "d_relu": (
        "How steep is the graph at x = 3, and how steep at x = −3?",
        "There are two straight lines. Take the slope of each, where it is on top.",
        "np.where(x > 0, slope of the right line, slope of the left line)",
    ),
    "d_tanh": (*_SIMPLE, "With s for the numerator and c for the denominator: what are "
               "their slopes? Then use the quotient rule."),
    "d_tanh.stable": _STABLE,
    "d_leaky_relu": (
        "At x = −10, which of x and −0.1x is larger?",
        "Sketch both lines. On each side of 0 the upper one counts, with its own slope.",
        "np.where(x > 0, slope of the line x, slope of the other line)",
    ),
}
# fmt: on
