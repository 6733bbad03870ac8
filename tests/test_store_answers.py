"""Questions that need no answer: said, respected while the text stands, taken back."""

import pytest
from stores import NOON, outcome, read

from pipeline import store
from pipeline.errors import UsageError
from pipeline.store import answers

OPENED = pytest.mark.usefixtures("opened")


@OPENED
def test_what_needs_no_answer_is_kept_until_it_is_taken_back() -> None:
    read({"id": 1, "text": "Does it hold?"}, {"id": 2, "text": "Who would have thought?"})
    assert answers.say_not_needed(["blog:2"], "nadia", NOON) == 1
    assert answers.say_not_needed(["blog:2"], "tom", NOON) == 0
    assert answers.not_needed("blog") == {"blog:2"}
    assert answers.not_needed("other") == frozenset()
    assert answers.say_needed(["blog:2", "blog:1"]) == 1
    assert answers.not_needed() == frozenset()


@OPENED
def test_a_changed_text_is_a_new_question() -> None:
    read({"id": 2, "text": "Who would have thought?"})
    answers.say_not_needed(["blog:2"], "nadia", NOON)
    read({"id": 2, "text": "Who would have thought of oil?"}, run="run 2")
    assert answers.not_needed("blog") == frozenset()
    assert answers.say_not_needed(["blog:2"], "nadia", NOON) == 1
    assert answers.not_needed("blog") == {"blog:2"}


@OPENED
def test_a_comment_that_is_not_kept_is_named() -> None:
    with pytest.raises(UsageError, match="blog:9"):
        answers.say_not_needed(["blog:9"], "nadia", NOON)


@OPENED
def test_a_site_that_is_taken_off_takes_them_along() -> None:
    read({"id": 2, "text": "Who would have thought?"})
    outcome()
    answers.say_not_needed(["blog:2"], "nadia", NOON)
    store.remove_site("blog")
    assert answers.say_needed(["blog:2"]) == 0
