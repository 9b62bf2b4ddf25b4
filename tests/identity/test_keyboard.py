"""A keyboard left on Telex or VNI is hinted at (`experience.md`, forgiving fields)."""

import pytest

from idp.identity.keyboard import hint_about


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("passưord", "marks"),
        ("mật khẩu", "marks"),
        ("đinh", "marks"),
        ("nguyeenx vawn an", "keystrokes"),
        ("soong hoongf chary", "keystrokes"),
        ("ddinh", "keystrokes"),
        ("nguye6n4", "keystrokes"),
        ("d9inh", "keystrokes"),
        ("tieng1", "keystrokes"),
        ("lan.nguyen", None),
        ("an.nguyen@example.vn", None),
        ("001190012345", None),
        ("0912000001", None),
        ("correct horse battery staple", None),
        ("kT9#vLq2", None),
        ("quan.tri", None),
        ("", None),
        ("x" * 5000 + "đ", None),
    ],
)
def test_only_what_looks_typed_that_way_is_hinted_at(typed: str, hint: str | None) -> None:
    assert hint_about("somebody", typed) == hint
    assert hint_about(typed, "kT9#vLq2") == hint
