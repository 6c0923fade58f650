/** How messages look. */

// Here a number to call is the answer: it must be one touch away.
const URGENT = new Set(["emergency", "safety_advice"]);
// These state facts: where they rest on no document, that is said too.
const FACTUAL = new Set(["answered", "answered_partial"]);
// These answer a question: one may say whether they helped.
const RATED = new Set([...FACTUAL, "no_answer", "out_of_scope"]);

function citizenTurn(entry) {
  return make(
    "div",
    { class: "citizen", tabindex: "-1" },
    make("span", { class: "sr" }, `${L.you}: `),
    make("p", { class: "bubble", lang: "vi" }, entry.shown),
    entry.state === "refused" && make("p", { class: "state" }, entry.problem),
  );
}

function assistantTurn(entry, conversation) {
  const { reply } = entry;
  const { meta } = reply;
  const urgent = URGENT.has(meta.outcome);
  const words = urgent ? withCalls(reply.text) : withLinks(reply.text);
  return make(
    "div",
    { class: `assistant${urgent ? " urgent" : ""}`, tabindex: "-1" },
    make("span", { class: "sr" }, `${L.name}: `),
    make("p", { class: "bubble", lang: "vi" }, ...words),
    reply.card && card(reply, conversation.view),
    (meta.sources.length || FACTUAL.has(meta.outcome)) && sources(meta),
    entry.answers && RATED.has(meta.outcome) && rating(entry, conversation),
  );
}

function card(reply, view) {
  const { title, sections } = reply.card;
  return make(
    "section",
    { class: "card", "aria-label": title, lang: "vi" },
    make("h3", {}, title),
    ...sections.map((section) => {
      const { facet, items } = section;
      const asked = section.open || facet === reply.meta.facet || sections.length === 1;
      const papers = facet === "dossier";
      return make(
        "details",
        { open: asked, "data-facet": facet },
        make("summary", {}, section.title, papers && ` (${items.length})`),
        make(facet === "steps" ? "ol" : "ul", { class: "items" },
          ...items.map((item) => make("li", {}, ...withLinks(item)))),
        papers && checklistTools(reply, section, view),
      );
    }),
  );
}

const sourceName = (source) => [source.document, source.article].filter(Boolean).join(", ");

function sourceLine(meta) {
  return [
    `${L.sources}: ${meta.sources.map(sourceName).join("; ") || L.noSource}`,
    meta.as_of && `${L.asOf} ${dayMonthYear(meta.as_of)}`,
    meta.release && `${L.release} ${meta.release}`,
  ].filter(Boolean).join(" · ");
}

/** One line; unfolded, each document with its dates and address. */
function sources(meta) {
  const line = sourceLine(meta);
  if (!meta.sources.length) return make("p", { class: "sources" }, line);
  return make(
    "details",
    { class: "sources" },
    make("summary", {}, make("span", {}, line)),
    make("ul", {}, ...meta.sources.map((source) => {
      const dates = [
        source.valid_from && `${L.inForceFrom} ${dayMonthYear(source.valid_from)}`,
        source.valid_to && `${L.inForceTo} ${dayMonthYear(source.valid_to)}`,
      ].filter(Boolean).join(" ");
      const safe = /^https?:\/\//.test(source.url);
      const name = sourceName(source);
      return make("li", {}, safe ? make("a", { href: source.url, ...NEW_TAB }, name) : name,
        dates && ` (${dates})`);
    })),
  );
}

/** Buttons in a row, each with what it says and does. */
function choices(label, offered) {
  return make(
    "div",
    { class: "choices", role: "group", "aria-label": label, lang: "vi" },
    ...offered.map(([title, act]) => press(title, act)),
  );
}
