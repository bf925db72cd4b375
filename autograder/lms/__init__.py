"""Learning platforms: class downloads in, grades and feedback out."""
