/** Thumbs under a reply; thumb down asks why. */

const REASONS = ["off_topic", "incomplete", "unclear", "wrong", "other"];

function rating(entry, conversation) {
  const box = make("div", { class: "rating", role: "group", "aria-label": L.rate });
  const said = make("span", { role: "status" });
  const more = make("div");
  const thumbs = [["up", "👍"], ["down", "👎"]].map(([rating, hand]) => {
    const thumb = press(sign(hand), () => choose(rating), { "data-rating": rating });
    thumb.append(` ${L[rating]}`);
    return thumb;
  });

  function show() {
    for (const thumb of thumbs) {
      const chosen = entry.opinion && entry.opinion.rating === thumb.dataset.rating;
      thumb.setAttribute("aria-pressed", String(Boolean(chosen)));
    }
  }

  function choose(rating) {
    conversation.rate(entry, { rating });
    said.textContent = "";
    show();
    fill(more, rating === "down" && reasons());
    if (rating === "down") more.querySelector("input").focus();
  }

  function close() {
    fill(more);
    thumbs[1].focus();
  }

  function reasons() {
    const question = conversation.questionOf(entry);
    const name = `why-${entry.answers}-${entry.position}`;
    const form = make(
      "form",
      {
        class: "why",
        onsubmit: (event) => {
          event.preventDefault();
          const { reason, note, question: agreed, news } = form.elements;
          conversation.rate(entry, {
            rating: "down",
            reason: (form.querySelector("[name^=why]:checked") || {}).value || null,
            note: note.value.trim(),
            question: agreed && agreed.checked ? question : "",
            wants_news: news.checked,
          });
          close();
        },
        onkeydown: (event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          close();
        },
      },
      make("fieldset", {}, make("legend", {}, L.why), ...REASONS.map((reason) =>
        tick("radio", L[reason], { name, value: reason }))),
      make("label", {}, L.note, make("textarea", { name: "note", rows: "2", maxlength: "500" })),
      question && tick("checkbox", L.withQuestion, { name: "question" }),
      tick("checkbox", L.wantsNews, { name: "news" }),
      make("div", { class: "row" },
        make("button", { class: "main" }, L.sendRating), press(L.close, close)),
    );
    return form;
  }

  show();
  box.append(...thumbs, said, more);
  box.said = (sentence) => {
    said.textContent = sentence;
  };
  return box;
}

/** A box to tick with its label. */
function tick(type, label, properties) {
  return make("label", { class: "tick" },
    make("input", { type, ...properties }), make("span", {}, label));
}
