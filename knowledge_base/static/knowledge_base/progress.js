// Shows how far the gate is; without it the page reloads itself every few seconds.
"use strict";
(() => {
  const box = document.querySelector("[data-progress]");
  if (!box) return;
  const step = box.querySelector("[data-step]");
  const count = box.querySelector("[data-count]");
  const bar = box.querySelector("progress");
  const look = async () => {
    let told;
    try {
      const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      told = await answer.json();
    } catch {
      setTimeout(look, 3000);
      return;
    }
    if (!told.working) {
      window.location.reload();
      return;
    }
    if (step.textContent !== told.step) step.textContent = told.step;
    count.textContent = told.total ? `${told.done}/${told.total}` : "";
    bar.max = told.total || 1;
    bar.value = told.done;
    setTimeout(look, 700);
  };
  setTimeout(look, 500);
})();
