"use strict";
// One step at a time. Without this script all of them stand one below the other.
const steps = [...document.querySelectorAll("section")];
const nav = document.querySelector("nav");
const slider = document.getElementById("at");
const playing = document.getElementById("play");
const label = playing.textContent;
let timer = 0;

function show(at) {
  const now = Math.min(Math.max(at, 1), steps.length);
  steps.forEach((step, n) => step.classList.toggle("now", n + 1 === now));
  slider.value = now;
  document.getElementById("which").textContent = `${now} / ${steps.length}`;
  history.replaceState(null, "", `#${steps[now - 1].id}`);
  if (now === steps.length) stop();
}

function stop() {
  clearInterval(timer);
  timer = 0;
  playing.textContent = label;
}

function play() {
  if (timer) return stop();
  if (Number(slider.value) === steps.length) show(1);
  playing.textContent = playing.dataset.pause;
  timer = setInterval(() => show(Number(slider.value) + 1), 1500);
}

function by(count) {
  stop();
  show(Number(slider.value) + count);
}

slider.addEventListener("input", () => { stop(); show(Number(slider.value)); });
document.getElementById("back").addEventListener("click", () => by(-1));
document.getElementById("on").addEventListener("click", () => by(1));
playing.addEventListener("click", play);
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const keys = { ArrowLeft: () => by(-1), ArrowRight: () => by(1), Home: () => by(-steps.length), End: () => by(steps.length) };
  if (event.key in keys) {
    event.preventDefault();
    keys[event.key]();
  } else if (event.key === " " && event.target.tagName !== "BUTTON") {
    event.preventDefault();
    play();
  }
});
nav.hidden = false;
document.body.classList.add("stepped");
show(steps.findIndex((step) => `#${step.id}` === location.hash) + 1);
