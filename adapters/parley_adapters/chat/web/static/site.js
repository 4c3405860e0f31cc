// What a script adds to pages that work without one: answers in place, local times, news of a post.
"use strict";

const fresh = document.getElementById("fresh");

function localTimes(root) {
  const parts = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const plain = new Intl.DateTimeFormat(undefined, parts);
  const withDay = new Intl.DateTimeFormat(undefined, { weekday: "long", ...parts });
  for (const time of root.querySelectorAll("time[datetime]")) {
    const format = "weekday" in time.dataset ? withDay : plain;
    time.title = time.textContent;
    time.textContent = format.format(new Date(time.dateTime));
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
    if (form.id !== "ask") answers.replaceChildren(); // a story has one answer below it, the newest
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
    if (fresh.dataset.newest && event.data.startsWith(fresh.dataset.newest)) return;
    const link = document.createElement("a");
    link.href = "/";
    link.textContent = "A new briefing was posted: show it";
    fresh.replaceChildren(link);
  });
  // An open line would keep the browser from coming back to this page as it was left.
  addEventListener("pagehide", () => news.close(), { once: true });
}

function answerInPlace(root) {
  for (const form of root.querySelectorAll("#ask, form.actions")) {
    form.elements.zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
    form.addEventListener("submit", ask);
  }
}

localTimes(document);
const ownZone = document.querySelector("[data-own-zone]");
if (ownZone && !ownZone.value) ownZone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
answerInPlace(document);
if (fresh) {
  addEventListener("pageshow", listen);
}
