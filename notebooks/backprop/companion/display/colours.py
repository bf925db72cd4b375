"""The colours of pictures."""

# Distinct for colour-blind readers; dashes and markers distinguish lines as well.
BLUE, ORANGE, GREEN, GREY, INK = "#0072B2", "#C04E00", "#007A5E", "#6b6b6b", "#1a1a1a"
PAPER, PALE_BLUE, PALE_GREY, PALE_ORANGE = "#ffffff", "#e8f2fa", "#f1f1f1", "#fdeee2"
