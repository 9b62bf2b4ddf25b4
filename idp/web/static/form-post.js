/* Sends the answer to the service (OAuth 2.0 Form Post Response Mode); the button does the same. */
(function () {
  'use strict';
  var form = document.getElementById('form-post');
  /* Through the prototype: a field named "submit" would hide the form's own method. */
  HTMLFormElement.prototype.submit.call(form);
}());
