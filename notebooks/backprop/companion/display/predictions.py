"""What a student predicted, so that the picture that follows can answer."""

from __future__ import annotations

from typing import Any

predictions: dict[str, Any] = {}  # name of the question, such as "1a" -> prediction


def note_prediction(name: str, prediction: Any) -> None:
    """Remember a prediction until the kernel stops."""
    predictions[name.strip()] = prediction


def answered(name: str, answer: str) -> str:
    """A sentence that answers the prediction, or "" if there is none.

    Args:
        answer: completes "You predicted negative; …".
    """
    if name not in predictions:
        return ""
    prediction = str(predictions[name]).strip().rstrip(".")
    return f"You predicted {prediction:.80}; {answer}."
