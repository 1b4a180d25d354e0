/*
 * What a page does beyond plain HTML; everything works without it.
 * 1. A refused form: its summary is focused, so that a screen reader begins there.
 * 2. A form sent twice by a double click is sent once.
 * 3. A unit's page has many forms: what was typed in one survives sending another (this tab only).
 * 4. Print buttons; a folded form that a link points at is opened.
 */
(function () {
  'use strict';

  var summary = document.querySelector('.summary');
  if (summary) {
    summary.tabIndex = -1;
    summary.focus();
  }

  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = '1';
    forget(form);
  });
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(function (form) {
      delete form.dataset.sent;
    });
  });

  document.querySelectorAll('[data-print]').forEach(function (button) {
    button.hidden = false;
    button.addEventListener('click', function () {
      window.print();
    });
  });

  function openTarget() {
    var target =
      location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var node = target; node; node = node.parentElement) if (node.tagName === 'DETAILS') node.open = true;
    if (target) target.scrollIntoView();
  }
  window.addEventListener('hashchange', openTarget);
  openTarget();

  function nameOf(field) {
    return 'typed:' + field.form.getAttribute('action') + ':' + field.name;
  }
  function forget(form) {
    form.querySelectorAll('textarea').forEach(function (field) {
      sessionStorage.removeItem(nameOf(field));
    });
  }
  document.querySelectorAll('form[data-keep] textarea').forEach(function (field) {
    var typed = sessionStorage.getItem(nameOf(field));
    if (typed && !summary) {
      field.value = typed;
      for (var node = field; node; node = node.parentElement)
        if (node.tagName === 'DETAILS') node.open = true;
    }
    field.addEventListener('input', function () {
      sessionStorage.setItem(nameOf(field), field.value);
    });
  });
})();
