"""What a notebook shows: cards of text and Matplotlib figures as HTML."""
