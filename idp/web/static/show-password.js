/* Shows or hides what is typed in a password field; without this script the button stays hidden. */
(function () {
  'use strict';
  var buttons = document.querySelectorAll('button[data-reveals]');
  function prepare(button) {
    var field = document.getElementById(button.getAttribute('data-reveals'));
    function turn(visible) {
      field.type = visible ? 'text' : 'password';
      button.textContent = button.getAttribute(visible ? 'data-hide' : 'data-show');
    }
    button.hidden = false;
    button.addEventListener('click', function () { turn(field.type === 'password'); });
    /* Browsers remember text fields, so the password is hidden again before it is sent. */
    field.form.addEventListener('submit', function () { turn(false); });
  }
  for (var i = 0; i < buttons.length; i += 1) { prepare(buttons[i]); }
}());
