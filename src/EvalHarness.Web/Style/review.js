// Keys for what the pages also do without a script: follow a link, choose, press a button. The pages of labels follow
// one another within this document, so that a key pressed while the next one is fetched waits for it.
"use strict";

const labelPages = /^\/runs\/[^/]+\/label(\/|$)/;
const waiting = [];
let isFetching = false;
let shown = location.pathname + location.search;

const isReady = () => document.readyState !== "loading" && !isFetching;

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

// What was typed ahead goes where it would have gone: behind "n" into the note.
const pressLater = key => {
  const place = document.activeElement;
  if (!isWriting(place)) {
    return press(key) || press(key.toLowerCase());
  }

  if (key === "Escape") {
    place.blur();
  } else if (key === "Enter" || key.length === 1) {
    place.setRangeText(key === "Enter" ? "\n" : key, place.selectionStart, place.selectionEnd, "end");
  }
};

const pressWaiting = () => {
  while (isReady() && waiting.length > 0) {
    pressLater(waiting.shift());
  }
};

const sendWith = form => form.requestSubmit(form.querySelector("button.main") ?? form.querySelector("button"));

document.addEventListener("keydown", event => {
  const place = event.target;
  const isLater = !isReady();
  if (isWriting(place) && !isLater) {
    if (event.key === "Escape") {
      place.blur();
    } else if (event.key === "Enter" && event.ctrlKey && place.form !== null) {
      sendWith(place.form);
    }

    return;
  }

  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }

  if (isLater) {
    // A key that is held down asks once; Tab and the like are the browser's.
    const isTyped = event.key.length === 1 || ["Enter", "Escape", "ArrowLeft", "ArrowRight"].includes(event.key);
    if (isTyped && !event.repeat) {
      waiting.push(event.key);
      event.preventDefault();
    }

    return;
  }

  if (event.key === "Enter" && hasOwnEnter(place)) {
    return;
  }

  if (event.repeat && !event.key.startsWith("Arrow")) {
    event.preventDefault();
  } else if (press(event.key) || press(event.key.toLowerCase())) {
    event.preventDefault();
  }
});

const say = text => {
  let place = document.getElementById("said");
  if (place === null) {
    place = document.createElement("p");
    place.id = "said";
    place.className = "unseen";
    place.setAttribute("role", "status");
    document.body.append(place);
  }

  place.textContent = text;
};

// What was chosen and written stays, so that it can be sent again; what was typed ahead was meant for another page.
const complain = text => {
  waiting.length = 0;
  document.getElementById("problem")?.remove();
  const notice = document.createElement("p");
  notice.id = "problem";
  notice.className = "notice";
  notice.setAttribute("role", "alert");
  notice.textContent = text;
  const form = document.querySelector("main form:has(button.main)");
  (form ?? document.querySelector("main")).prepend(notice);
  notice.scrollIntoView({ block: "nearest" });
};

const show = (page, address, isNew) => {
  if (isNew) {
    history.pushState(null, "", address);
  }

  shown = location.pathname + location.search;
  document.title = page.title;
  document.querySelector("header.top").replaceWith(document.importNode(page.querySelector("header.top"), true));
  document.querySelector("main").replaceWith(document.importNode(page.querySelector("main"), true));
  window.scrollTo({ top: 0, behavior: "instant" });
  say(document.querySelector("#stored, main h1")?.textContent ?? page.title);
};

const read = async (address, options, isNew) => {
  isFetching = true;
  document.activeElement?.blur();
  document.querySelector("main").setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { ...options, headers: { Accept: "text/html" } });
    const text = await response.text();
    const isPage = (response.headers.get("Content-Type") ?? "").startsWith("text/html");
    const page = isPage ? new DOMParser().parseFromString(text, "text/html") : null;
    if (response.ok && isPage && labelPages.test(new URL(response.url).pathname)) {
      show(page, response.url, isNew && response.url !== location.href);
    } else if (response.ok) {
      location.assign(response.url);
      return;
    } else {
      complain([...page?.querySelectorAll("main .summary") ?? []].slice(0, -1).map(line => line.textContent.trim())
        .join(" ") || text.trim());
    }
  } catch {
    complain(`The server does not answer${options.method === "POST" ? ", so this may not be stored" : ""}. What you `
      + "chose is still here. Start evalharness review again, open its address, and come back to this page.");
  } finally {
    document.querySelector("main").removeAttribute("aria-busy");
  }

  isFetching = false;
  pressWaiting();
};

const isLabelPage = address => {
  const target = new URL(address, location);
  return labelPages.test(location.pathname) && target.origin === location.origin && labelPages.test(target.pathname);
};

document.addEventListener("click", event => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (link === null || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey
    || !isLabelPage(link.href) || link.getAttribute("href").startsWith("#")) {
    return;
  }

  event.preventDefault();
  if (!isFetching) {
    read(link.href, {}, true);
  }
});

// A form that was sent is not sent again by a second key; going back finds it as it was.
document.addEventListener("submit", event => {
  const form = event.target;
  const button = event.submitter;
  const address = button?.getAttribute("formaction") ?? form.getAttribute("action");
  if (form.dataset.sent === "yes" || isFetching) {
    event.preventDefault();
  } else if (form.getAttribute("method") === "post" && isLabelPage(address)) {
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form));
    if (button?.name) {
      fields.append(button.name, button.value);
    }

    read(address, { method: "POST", body: fields }, true);
  } else {
    form.dataset.sent = "yes";
  }
});
window.addEventListener("pageshow", () => {
  isFetching = false;
  document.querySelectorAll("form").forEach(form => delete form.dataset.sent);
});
window.addEventListener("popstate", () => {
  // A jump within the page is no other page.
  if (location.pathname + location.search === shown) {
    return;
  }

  if (isLabelPage(location.href)) {
    read(location.href, {}, false);
  } else {
    location.reload();
  }
});
document.addEventListener("DOMContentLoaded", pressWaiting);
