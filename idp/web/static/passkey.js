/* The button of a passkey; beside the user name also suggestions. */
(function () {
  'use strict';
  var form = document.getElementById('passkey-form'), key = window.PublicKeyCredential;
  var button = form.querySelector('button[data-passkey]'), waiting = null;
  var failed = document.getElementById('passkey-failed');
  var field = document.getElementById('username');
  function ask(mediation) {
    var asked = { publicKey: window.passkeyJson.read(form.getAttribute('data-options')) };
    if (waiting) { waiting.abort(); }
    waiting = new AbortController();
    asked.signal = waiting.signal;
    if (mediation) { asked.mediation = mediation; }
    return navigator.credentials[form.getAttribute('data-ceremony')](asked).then(function (made) {
      form.elements.passkey.value = window.passkeyJson.write(made);
      form.submit();
    });
  }
  if (!key) { return; }
  document.getElementById('passkey-needs').hidden = true;
  button.hidden = false;
  button.addEventListener('click', function () {
    failed.hidden = true;
    ask().catch(function () { failed.hidden = false; });
  });
  /* After a refusal the same key would be refused again. */
  if (!field || form.hasAttribute('data-refused') || !key.isConditionalMediationAvailable) { return; }
  key.isConditionalMediationAvailable().then(function (available) {
    if (!available) { return; }
    field.setAttribute('autocomplete', 'username webauthn');
    ask('conditional').catch(function () { return null; });
  });
}());
