"""How any output looks: cards of text, figures, frames and steps, as HTML."""
