// What a script adds to pages that work without one: answers in place, local times, news of a post.
"use strict";

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
const fresh = document.getElementById("fresh");

function localTimes(root) {
  const parts = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" };
  const plain = new Intl.DateTimeFormat(undefined, parts);
  const withDay = new Intl.DateTimeFormat(undefined, { weekday: "long", ...parts });
  for (const time of root.querySelectorAll("time[datetime]")) {
    const format = "weekday" in time.dataset ? withDay : plain;
    time.title = time.textContent;
    // A minus in place of the hyphen of "GMT-4", after which a line could end.
    time.textContent = format.format(new Date(time.dateTime)).replace("GMT-", "GMT\u2212");
  }
}

function problem(words) {
  const line = document.createElement("p");
  line.className = "problem";
  line.setAttribute("role", "alert");
  line.textContent = words;
  return line;
}

async function ask(event) {
  if (event.submitter && "page" in event.submitter.dataset) return; // the page itself changes by it
  event.preventDefault();
  const form = event.currentTarget;
  const answers = form.nextElementSibling;
  const fields = new URLSearchParams(new FormData(form));
  if (event.submitter && event.submitter.name) fields.set(event.submitter.name, event.submitter.value);
  form.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.action, {
      method: "POST", body: fields, headers: { "X-Parley-Fragment": "1" },
    });
    if (response.status === 401) return location.reload(); // the session has ended: log in
    if (!response.ok && response.status !== 403) throw new Error(response.statusText);
    const piece = document.createElement("template");
    piece.innerHTML = await response.text(); // escaped where it was made; no script runs from here
    localTimes(piece.content);
    answerInPlace(piece.content);
    if (!form.classList.contains("adding")) answers.replaceChildren(); // a story has one answer below it, the newest
    answers.prepend(piece.content);
    if (response.ok && form.elements.line) form.elements.line.value = "";
  } catch {
    answers.prepend(problem("Parley did not answer; it may be restarting. Try again in a moment."));
  } finally {
    form.removeAttribute("aria-busy");
  }
}

function listen() {
  const news = new EventSource("/events");
  news.addEventListener("posted", (event) => {
    const known = fresh.dataset.known.split(" ");
    if (known.includes(event.data.replace(/-\d+$/, ""))) return;
    const link = document.createElement("a");
    link.href = "/";
    link.textContent = "Something new was posted: show it";
    fresh.replaceChildren(link);
  });
  // An open line would keep the browser from coming back to this page as it was left.
  addEventListener("pagehide", () => news.close(), { once: true });
}

function answerInPlace(root) {
  for (const zone of root.querySelectorAll("input[type=hidden][name=zone]")) zone.value = ownZone;
  for (const form of root.querySelectorAll("form.in-place")) form.addEventListener("submit", ask);
}

localTimes(document);
const chosenZone = document.querySelector("[data-own-zone]");
if (chosenZone && !chosenZone.value) chosenZone.value = ownZone;
answerInPlace(document);
if (fresh) {
  addEventListener("pageshow", listen);
}
