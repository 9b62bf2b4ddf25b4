/* Follows the link back once every service has been told, or after three seconds; the link stays. */
(function () {
  'use strict';
  var link = document.querySelector('a[data-follow]');
  var frames = document.getElementsByTagName('iframe');
  var waiting = frames.length;
  var gone = false;
  function follow() {
    if (!gone) { gone = true; window.location.replace(link.href); }
  }
  function told() {
    waiting -= 1;
    if (waiting <= 0) { follow(); }
  }
  if (document.readyState === 'complete') { follow(); return; }
  for (var i = 0; i < frames.length; i += 1) { frames[i].addEventListener('load', told); }
  window.setTimeout(follow, 3000);
}());
