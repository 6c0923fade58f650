// While somebody writes names and questions, shows entries that are already called much like it.
"use strict";
(() => {
  const own = document.currentScript.dataset;
  const watched = ["title", "plain_name", "names", "sample_questions"];
  let timer = 0;
  let asked = "";
  const box = document.createElement("div");
  box.className = "publishing-alike";
  box.setAttribute("role", "status");
  const lastLine = (text) => text.trim().split("\n").pop().trim();
  const show = (found) => {
    box.replaceChildren();
    if (!found.length) return;
    const told = document.createElement("p");
    told.textContent = "Đã có mục gần giống, nên sửa mục có sẵn thay vì viết mục mới:";
    const list = document.createElement("ul");
    for (const one of found) {
      const item = document.createElement("li");
      const link = document.createElement(one.url ? "a" : "span");
      if (one.url) {
        link.href = one.url;
        link.target = "_blank";
        link.rel = "noopener";
      }
      link.textContent = `${one.title} (${one.key})`;
      item.append(link);
      list.append(item);
    }
    box.append(told, list);
  };
  const look = async (field) => {
    const text = lastLine(field.value);
    if (text.length < 6 || text === asked) return;
    asked = text;
    const key = document.querySelector("[name=key]")?.value ?? "";
    const query = new URLSearchParams({ as: "json", text: text.slice(0, 300), key });
    try {
      const answer = await fetch(`${own.url}?${query}`);
      if (!answer.ok) return;
      const { found } = await answer.json();
      if (text !== asked) return;
      field.closest(".w-field, li, div").after(box);
      show(found);
    } catch {
      asked = "";
    }
  };
  document.addEventListener("input", (event) => {
    if (!watched.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => look(event.target), 450);
  });
})();
