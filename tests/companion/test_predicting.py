"""Predictions, and questions that ask for one."""

import pytest
from companion import predicting, worksheet_json
from companion.predicting import predict, question_about


@pytest.mark.parametrize(
    "answers", worksheet_json.CHECKED.values(), ids=worksheet_json.CHECKED
)
def test_every_answer_that_can_fail_has_a_question(answers):
    for answer in answers:
        assert "?" in question_about(answer)


@pytest.mark.parametrize("blank", [None, ...])
def test_no_prediction_is_nothing_bad(blank):
    assert repr(predict("how steep?", blank)).startswith("○ optional: how steep?")


@pytest.mark.parametrize("prediction", ["4 times", 0, 0.0, ["x"], "<b>"])
def test_a_prediction_is_kept_and_shown(prediction):
    shown = predict("how steep?", prediction)
    assert f"You expect: {prediction}" in repr(shown)
    assert "<b><" not in shown._repr_html_()
    assert predicting.predictions["how steep?"] == prediction
