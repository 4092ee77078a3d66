// Keys for what the pages also do without a script: follow a link, choose, press a button. Nothing is sent from here.
"use strict";

const isWriting = element => element instanceof HTMLElement && (element.isContentEditable
  || ["TEXTAREA", "SELECT"].includes(element.tagName)
  || (element.tagName === "INPUT" && !["radio", "checkbox", "submit", "button"].includes(element.type)));

const hasOwnEnter = element => element instanceof HTMLElement
  && ["A", "BUTTON", "SUMMARY"].includes(element.tagName);

const press = key => {
  const target = [...document.querySelectorAll("[data-key]")].find(element => element.dataset.key === key);
  if (target === undefined) {
    return false;
  }

  if (target.tagName === "TEXTAREA") {
    target.focus();
  } else {
    target.click();
  }

  return true;
};

document.addEventListener("keydown", event => {
  const place = event.target;
  if (isWriting(place)) {
    if (event.key === "Escape") {
      place.blur();
    } else if (event.key === "Enter" && event.ctrlKey && place.form !== null) {
      place.form.requestSubmit();
    }

    return;
  }

  if (event.ctrlKey || event.metaKey || event.altKey || (event.key === "Enter" && hasOwnEnter(place))) {
    return;
  }

  if (press(event.key) || press(event.key.toLowerCase())) {
    event.preventDefault();
  }
});

// A form that was sent is not sent again by a second key; going back finds it as it was.
document.addEventListener("submit", event => {
  if (event.target.dataset.sent === "yes") {
    event.preventDefault();
  }

  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form").forEach(form => delete form.dataset.sent);
});
