/** The papers of a procedure, to print or to copy. */

function checklistTools(reply, section, view) {
  const note = make("span", { role: "status" });
  return make(
    "div",
    { class: "row", lang: L.code },
    press(L.print, () => {
      printChecklist(reply, section);
      view.tell("printed", publicMeta(reply.meta));
    }),
    press(L.copy, async () => {
      const copied = await copyText(checklistText(reply, section));
      note.textContent = copied ? L.copied : L.notCopied;
      if (copied) view.tell("copied", publicMeta(reply.meta));
    }),
    note,
  );
}

function checklistText(reply, section) {
  const lines = section.items.map((item) => `☐ ${item}`);
  return [reply.card.title, section.title, ...lines, sourceLine(reply.meta)].join("\n");
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not a secure page, or not allowed: the old way still works in most browsers.
    const box = make("textarea", { readonly: true, "aria-hidden": "true" });
    box.value = text;
    document.body.append(box);
    box.select();
    const copied = document.execCommand("copy");
    box.remove();
    return copied;
  }
}

/** Print the checklist alone, from a frame: the host page's own layout stays out of it. */
function printChecklist(reply, section) {
  const frame = make("iframe", { title: L.print, "aria-hidden": "true", tabindex: "-1" });
  // Through the object model, which a policy without inline styles allows.
  Object.assign(frame.style,
    { position: "fixed", width: 0, height: 0, border: 0, visibility: "hidden" });
  document.body.append(frame);
  const view = frame.contentWindow;
  const page = view.document;
  page.title = reply.card.title;
  page.documentElement.lang = "vi";
  dress(page, PRINT_CSS, view);
  const today = new Date().toLocaleDateString("vi-VN");
  page.body.append(
    make("h1", {}, reply.card.title),
    make("h2", {}, section.title),
    make("ul", {}, ...section.items.map((item) => make("li", {}, item))),
    make("p", {}, sourceLine(reply.meta)),
    make("p", {}, `${L.printedOn} ${today} · ${location.host}`),
  );
  view.addEventListener("afterprint", () => setTimeout(() => frame.remove()));
  view.focus();
  view.print();
}
