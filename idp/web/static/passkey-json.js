/* Options of a passkey ceremony from JSON, and its answer to JSON: bytes travel as base64url. */
(function () {
  'use strict';
  function bytes(text) {
    var plain = window.atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    var array = new Uint8Array(plain.length);
    for (var i = 0; i < plain.length; i += 1) { array[i] = plain.charCodeAt(i); }
    return array.buffer;
  }
  function text(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return window.btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  }
  function named(list) {
    (list || []).forEach(function (one) { one.id = bytes(one.id); });
  }
  window.passkeyJson = {
    read: function (json) {
      var options = JSON.parse(json);
      options.challenge = bytes(options.challenge);
      if (options.user) { options.user.id = bytes(options.user.id); }
      named(options.allowCredentials);
      named(options.excludeCredentials);
      return options;
    },
    write: function (credential) {
      var answer = {}, found = credential.response;
      ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']
        .forEach(function (name) { if (found[name]) { answer[name] = text(found[name]); } });
      return JSON.stringify({
        id: credential.id, rawId: text(credential.rawId), type: credential.type, response: answer
      });
    }
  };
}());
