/* Trợ lý Một cửa: the chat widget, as one custom element.
 *
 *   <script src="https://…/static/connectors/widget.js" defer></script>
 *   <tro-ly-mot-cua mode="floating"></tro-ly-mot-cua>
 *
 * Attributes
 *   mode   "page" (default): the conversation flows with the page; "floating": a button in the
 *          corner that opens a panel.
 *   api    address of the chat API; by default "/chat/api" on the server this script came from.
 *   theme  "light" or "dark"; by default what the visitor's system asks for.
 * Colours: the custom properties --tlmc-… of section 2, set on the element by the host page.
 * Starter questions: the texts of the element's own children that carry `data-starter`. Those
 * children also serve as the content for browsers without JavaScript.
 *
 * Sections: 1 labels · 2 looks · 3 small tools · 4 memory · 5 chat API · 6 conversation ·
 * 7 how replies look · 8 print and copy · 9 the element.
 *
 * Two rules hold everywhere. Words from the server or the citizen reach the page as text nodes,
 * never as markup. Styles go through adoptedStyleSheets, so `script-src 'self'` is enough.
 */
(() => {
  "use strict";

  // ------------------------------------------------------------------ 1. labels
  const LABELS = {
    name: "Trợ lý Một cửa",
    open: "Hỏi Trợ lý Một cửa",
    close: "Đóng",
    greeting:
      "Chào anh/chị. Anh/chị cần làm giấy tờ gì? Hỏi bằng lời thường ngày, có dấu hay không dấu đều được.",
    privacy: "Không cần gửi số định danh, mật khẩu hay mã OTP ở đây.",
    log: "Cuộc trò chuyện",
    you: "Anh/chị",
    input: "Câu hỏi của anh/chị",
    placeholder: "Nhập câu hỏi của anh/chị",
    send: "Gửi",
    starters: "Câu hỏi gợi ý",
    choices: "Chọn nhanh",
    typing: "Trợ lý đang trả lời…",
    sources: "Nguồn",
    noSource: "Chưa ghi văn bản",
    asOf: "đúng tại",
    release: "bản",
    inForceFrom: "hiệu lực từ",
    inForceTo: "đến",
    print: "In danh sách",
    copy: "Sao chép",
    copied: "Đã sao chép",
    notCopied: "Trình duyệt không cho sao chép",
    printedOn: "In ngày",
    unreachable: "Chưa kết nối được. Tin nhắn vẫn giữ ở đây và sẽ tự gửi lại.",
    offline: "Máy đang ngoại tuyến. Tin nhắn vẫn giữ ở đây, có mạng sẽ tự gửi.",
    refused: "Tin nhắn này không gửi được.",
    retry: "Gửi lại",
    clear: "Xoá hội thoại",
    clearSure: "Xoá cuộc trò chuyện này khỏi máy và bắt đầu lại?",
    unread: "Có trả lời mới",
  };

  const MAX_CHARACTERS = 4000; // the API takes no more
  const REQUEST_MS = 20_000; // the server answers within 10 s, or says that it is still working
  const SLOWEST_RETRY_S = 30;
  const KEPT_ENTRIES = 80;
  const KEPT_MS = 24 * 3600 * 1000; // a shared computer must not remember for ever
  // Here a number to call is the answer: it must be one touch away.
  const URGENT = new Set(["emergency", "safety_advice"]);
  // These state facts: where they rest on no document, that is said too.
  const FACTUAL = new Set(["answered", "answered_partial"]);

  // ------------------------------------------------------------------ 2. looks
  const LIGHT = `
    --primary: var(--tlmc-primary, #0b5a8c);
    --on-primary: var(--tlmc-on-primary, #fff);
    --surface: var(--tlmc-surface, #fff);
    --bubble: var(--tlmc-bubble, #eef3f7);
    --text: var(--tlmc-text, #18222d);
    --muted: var(--tlmc-muted, #4d5b69);
    --line: var(--tlmc-line, #c3ced8);
    --alert: var(--tlmc-alert, #a3260f);
    color-scheme: light;`;
  const DARK = `
    --primary: var(--tlmc-primary, #86c5f2);
    --on-primary: var(--tlmc-on-primary, #0b1a26);
    --surface: var(--tlmc-surface, #161d25);
    --bubble: var(--tlmc-bubble, #212b36);
    --text: var(--tlmc-text, #e8eef4);
    --muted: var(--tlmc-muted, #aebbc7);
    --line: var(--tlmc-line, #46545f);
    --alert: var(--tlmc-alert, #ffb4a3);
    color-scheme: dark;`;

  const CSS = `
    :host { ${LIGHT} display: block; color: var(--text); text-align: start;
      font: 400 1rem/1.6 var(--tlmc-font, system-ui, -apple-system, "Segoe UI", Roboto,
        "Noto Sans", sans-serif); }
    @media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { ${DARK} } }
    :host([theme="dark"]) { ${DARK} }
    @media (prefers-contrast: more) { :host { --muted: var(--text); --line: var(--text); } }
    :host([hidden]), [hidden] { display: none !important; }
    *, ::before, ::after { box-sizing: border-box; }
    p, ul, ol, h2, h3 { margin: 0; padding: 0; font-size: inherit; }
    .sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
      white-space: nowrap; }
    :focus-visible { outline: 3px solid var(--primary); outline-offset: 2px; }
    .citizen:focus, .assistant:focus { outline-offset: 4px; }
    a { color: var(--primary); overflow-wrap: anywhere; }

    button { font: inherit; color: inherit; cursor: pointer; min-height: 44px; min-width: 44px;
      padding: .375rem .875rem; border: 1px solid var(--line); border-radius: 999px;
      background: var(--surface); text-align: start; overflow-wrap: anywhere; }
    button:hover { border-color: var(--primary); }
    button.main { background: var(--primary); border-color: var(--primary);
      color: var(--on-primary); font-weight: 600; }
    button.quiet { border-color: transparent; background: none; color: var(--muted);
      text-decoration: underline; text-underline-offset: .2em; }
    .choices { display: flex; flex-wrap: wrap; gap: .5rem; }
    .choices button { color: var(--primary); border-color: var(--primary); font-weight: 500; }
    .choices button:hover { background: var(--primary); color: var(--on-primary); }

    .frame { display: flex; flex-direction: column; background: var(--surface); min-width: 0; }
    .head { display: flex; align-items: center; gap: .5rem; padding: .5rem .5rem .5rem 1rem;
      border-bottom: 1px solid var(--line); }
    .head h2 { flex: 1; font-weight: 650; min-width: 0; }
    .log { display: flex; flex-direction: column; gap: 1rem; padding: 1rem; min-width: 0; }
    .log > * { scroll-margin: 1rem 0 6rem; max-width: 100%; min-width: 0; }

    .bubble { padding: .625rem .875rem; border-radius: var(--tlmc-radius, 14px);
      border: 1px solid transparent; white-space: pre-line; overflow-wrap: anywhere; }
    .citizen { align-self: flex-end; max-width: min(34rem, 88%) !important; text-align: end; }
    .citizen .bubble { background: var(--primary); color: var(--on-primary); text-align: start;
      border-end-end-radius: 4px; }
    .citizen .state { color: var(--muted); font-size: .875rem; }
    .citizen .state.bad { color: var(--alert); }
    .assistant { align-self: flex-start; width: min(100%, 42rem); display: flex;
      flex-direction: column; align-items: flex-start; gap: .5rem; }
    .assistant > * { max-width: 100%; }
    .assistant .bubble { background: var(--bubble); border-end-start-radius: 4px; }
    .urgent .bubble { border: 2px solid var(--alert); font-size: 1.125rem; font-weight: 600; }

    .card { align-self: stretch; border: 1px solid var(--line); border-radius: 14px;
      overflow: clip; }
    .card h3 { padding: .625rem .875rem; font-weight: 650; }
    summary { cursor: pointer; min-height: 44px; padding: .5rem .875rem; display: flex;
      align-items: center; gap: .5rem; list-style: none; }
    summary::-webkit-details-marker { display: none; }
    summary::before { content: ""; flex: none; width: .5rem; height: .5rem; margin-inline: .125rem;
      border: solid currentColor; border-width: 0 2px 2px 0; transform: rotate(-45deg); }
    details[open] > summary::before { transform: rotate(45deg) translate(-2px, -2px); }
    .card details { border-top: 1px solid var(--line); }
    .card summary { font-weight: 550; }
    .card summary:hover { background: var(--bubble); }
    .card summary:focus-visible { outline-offset: -3px; }
    .count { color: var(--muted); font-weight: 400; }
    .items { padding: 0 .875rem .75rem 2.25rem; display: grid; gap: .375rem; }
    .items li { overflow-wrap: anywhere; white-space: pre-line; padding-inline-start: .125rem; }
    .tools { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center;
      padding: 0 .875rem .75rem; }
    .sources { color: var(--muted); font-size: .875rem; max-width: 100%; }
    .sources summary { padding: .25rem 0; overflow-wrap: anywhere; }
    .sources ul { padding-inline-start: 1.75rem; }

    .waiting { padding: 0 1rem 1rem; color: var(--muted); display: flex; gap: .625rem;
      align-items: center; font-size: .9375rem; scroll-margin-block-end: 5rem; }
    .dots { display: inline-flex; gap: 4px; }
    .dots i { width: 7px; height: 7px; border-radius: 50%; background: currentColor;
      animation: tlmc-dot 1.2s infinite; }
    .dots i:nth-child(2) { animation-delay: .15s; }
    .dots i:nth-child(3) { animation-delay: .3s; }
    @keyframes tlmc-dot { 0%, 60%, 100% { opacity: .3; } 30% { opacity: 1; } }
    .trouble { margin: 0 1rem 1rem; scroll-margin-block-end: 5rem; padding: .5rem .875rem; border: 1px solid var(--alert);
      border-radius: 14px; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; }
    .trouble span { flex: 1 1 12rem; }
    .starters { padding: 0 1rem 1rem; }

    .foot { padding: .75rem 1rem .5rem; border-top: 1px solid var(--line); background: var(--surface); }
    form { display: flex; gap: .5rem; align-items: flex-end; }
    textarea { flex: 1; min-width: 0; min-height: 48px; max-height: 9.5rem; resize: none;
      padding: .625rem .875rem; font: inherit; color: inherit; background: var(--surface);
      border: 1px solid var(--muted); border-radius: 14px; field-sizing: content;
      text-overflow: ellipsis; }
    textarea::placeholder { color: var(--muted); opacity: 1; }
    form button { min-height: 48px; border-radius: 14px; }
    .under { display: flex; flex-wrap: wrap; align-items: center; gap: 0 .75rem;
      padding: 0 1rem .625rem; color: var(--muted); font-size: .875rem; }
    .under span { flex: 1 1 14rem; }
    .under button { padding-inline: 0; }

    /* In the page the whole document scrolls: an inner scroller is a trap at 400 % zoom. */
    :host(:not([mode="floating"])) .frame { border: 1px solid var(--line); border-radius: 18px; }
    :host(:not([mode="floating"])) .head { display: none; }
    :host(:not([mode="floating"])) .foot { position: sticky; bottom: 0; z-index: 1; }

    :host([mode="floating"]) { position: fixed; z-index: var(--tlmc-z-index, 1000);
      inset-block-end: max(1rem, env(safe-area-inset-bottom)); inset-inline-end: 1rem; }
    .launcher { box-shadow: 0 2px 10px #0005; display: flex; align-items: center; gap: .5rem;
      min-height: 52px; padding-inline: 1.125rem; margin-inline-start: auto; }
    .launcher svg { flex: none; }
    .badge { width: .75rem; height: .75rem; border-radius: 50%; background: #ffd24d;
      border: 2px solid #18222d; }
    :host([mode="floating"]) .frame { position: fixed; inset-block-end: 1rem;
      inset-inline-end: 1rem; width: min(25rem, calc(100vw - 2rem));
      height: min(42rem, calc(100dvh - 2rem)); border: 1px solid var(--line);
      border-radius: 18px; box-shadow: 0 8px 32px #0004; overflow: clip; }
    :host([mode="floating"]) .log { flex: 1; overflow-y: auto; overscroll-behavior: contain; }
    :host([mode="floating"]) .log > * { scroll-margin-block-end: 1rem; }

    @media (max-width: 30rem) {
      .log { padding: .875rem .75rem; }
      .foot { padding: .5rem .75rem; }
      .starters, .waiting, .under { padding-inline: .75rem; }
      :host([mode="floating"]) .frame { inset: 0; width: auto; height: auto; border: 0;
        border-radius: 0; }
    }
    @media (max-height: 26rem) {
      :host(:not([mode="floating"])) .foot { position: static; }
      :host([mode="floating"]) .frame { inset: 0; width: auto; height: auto; overflow-y: auto;
        display: block; border-radius: 0; }
      :host([mode="floating"]) .log { overflow: visible; }
    }
    @media (prefers-reduced-motion: reduce) { .dots i { animation: none; } }
    @media (forced-colors: active) {
      .bubble, button, button.main { border-color: CanvasText; }
      .dots i { forced-color-adjust: none; background: CanvasText; }
    }
    @media print { .foot, .tools, .choices, .launcher, .starters, .waiting { display: none; } }`;

  const PRINT_CSS = `
    body { font: 12pt/1.5 system-ui, "Noto Sans", sans-serif; color: #000; margin: 0; }
    h1 { font-size: 16pt; margin: 0 0 4pt; } h2 { font-size: 13pt; margin: 12pt 0 6pt; }
    ul { list-style: none; margin: 0; padding: 0; }
    li { padding: 0 0 6pt 22pt; text-indent: -22pt; break-inside: avoid; white-space: pre-line; }
    li::before { content: "☐"; display: inline-block; width: 22pt; text-indent: 0; }
    .small { font-size: 10pt; margin-top: 10pt; }`;

  // ------------------------------------------------------------------ 3. small tools

  /** Make an element. Strings among the children become text nodes: nothing is ever parsed. */
  function make(tag, properties = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null));
    return node;
  }

  function icon() {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    const path = document.createElementNS(space, "path");
    for (const [name, value] of [["viewBox", "0 0 24 24"], ["width", "24"], ["height", "24"],
      ["aria-hidden", "true"], ["fill", "none"], ["stroke", "currentColor"],
      ["stroke-width", "2"], ["stroke-linejoin", "round"], ["stroke-linecap", "round"]]) {
      svg.setAttribute(name, value);
    }
    path.setAttribute("d", "M4 5h16v11H11l-5 4v-4H4zM8 10.5l2.5 2.5L16 8");
    svg.append(path);
    return svg;
  }

  function styleSheet(css, view = window) {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(css);
    return sheet;
  }

  /** 2026-11-24 → 24/11/2026. No Date: a time zone could move the day. */
  const dayMonthYear = (iso) => iso.split("-").reverse().join("/");

  /** crypto.randomUUID exists on https pages only; getRandomValues everywhere. */
  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  const ADDRESS = /(?:https?:\/\/|\b(?=(?:[\w-]+\.)+gov\.vn\b))[^\s<>"]*[^\s<>".,;:!?)\]]/g;
  const SHORT_NUMBER = /\b11[1-5]\b/g;

  /** Split a text into text and links, by pattern. */
  function linked(text, pattern, href, properties) {
    const parts = [];
    let end = 0;
    for (const found of text.matchAll(pattern)) {
      parts.push(text.slice(end, found.index));
      parts.push(make("a", { href: href(found[0]), ...properties }, found[0]));
      end = found.index + found[0].length;
    }
    return [...parts, text.slice(end)].filter((part) => part !== "");
  }

  const NEW_TAB = { target: "_blank", rel: "noopener noreferrer" };
  const webAddress = (text) => (text.startsWith("http") ? text : `https://${text}`);
  const withLinks = (text) => linked(text, ADDRESS, webAddress, NEW_TAB);
  const withCalls = (text) => linked(text, SHORT_NUMBER, (number) => `tel:${number}`);

  // ------------------------------------------------------------------ 4. memory

  /** What survives a reload. Where storage is blocked the conversation lives as long as the page. */
  class Memory {
    constructor(key) {
      this.key = key;
    }

    load() {
      try {
        const state = JSON.parse(localStorage.getItem(this.key));
        const usable = state && state.version === 1 && Array.isArray(state.entries);
        return usable && Date.now() - state.savedAt < KEPT_MS ? state : null;
      } catch {
        return null;
      }
    }

    save(state) {
      try {
        localStorage.setItem(
          this.key,
          JSON.stringify({ ...state, version: 1, savedAt: Date.now() }),
        );
      } catch {
        // Blocked or full: the page goes on without it.
      }
    }

    forget() {
      try {
        localStorage.removeItem(this.key);
      } catch {
        // Blocked: nothing was kept either.
      }
    }
  }

  // ------------------------------------------------------------------ 5. chat API

  /** A reply with every field that is drawn, whatever the server left out. */
  function whole(reply) {
    const { text, buttons, card, meta } = reply;
    return { text: String(text), buttons: buttons ?? [], card: card ?? null,
      meta: { ...meta, sources: meta?.sources ?? [] } };
  }

  /** The wire. `send` gives one of four endings; anything else is an exception: try again. */
  class ChatApi {
    constructor(base) {
      this.base = base.replace(/\/+$/, "");
    }

    /** @returns {Promise<{ending: "answered"|"lost"|"later"|"refused", …}>} */
    async send(session, messageId, text) {
      const response = await fetch(`${this.base}/messages`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ session, message_id: messageId, text }),
        credentials: "omit",
        signal: AbortSignal.timeout(REQUEST_MS),
      });
      const body = await response.json();
      if (response.ok) {
        if (!body.replies.length) throw new Error("silence is not an answer");
        return { ending: "answered", session: body.session, replies: body.replies.map(whole) };
      }
      const { code, message } = body.error;
      if (code === "unknown_session") return { ending: "lost" };
      if (code === "still_working" || response.status === 429) {
        const seconds = Number(response.headers.get("Retry-After")) || 20;
        return { ending: "later", seconds, problem: code === "still_working" ? null : message };
      }
      if (response.status >= 500) throw new Error(code);
      return { ending: "refused", problem: message };
    }

    /** Replies that come later, from staff. `after` is the id of the last one seen, 0 for none. */
    listen(session, after, onReply) {
      const query = new URLSearchParams({ session, after });
      const source = new EventSource(`${this.base}/events?${query}`);
      source.addEventListener("reply", (event) => {
        try {
          onReply(Number(event.lastEventId), whole(JSON.parse(event.data)));
        } catch {
          // One unreadable event must not end the stream.
        }
      });
      return source;
    }
  }

  // ------------------------------------------------------------------ 6. conversation

  /** Messages in order. A message keeps its id until it is answered, so sending it again is safe:
   *  the server answers one id once. One message is under way at a time, as the server would
   *  handle them one after the other anyway.
   *
   *  Entries: {from: "citizen", id, text, shown, state: "waiting"|"sent"|"refused", problem?}
   *           {from: "assistant", reply, answers: id of the message | null}
   *  `view` is told: added(entry, index), changed(entry), waiting(yes), trouble(sentence|null),
   *  redrawn().
   */
  class Conversation {
    #sending = false;
    #era = 0; // raised when the conversation is cleared: answers from before are dropped
    #wake = null;
    #stream = null;

    constructor(api, memory, view) {
      this.api = api;
      this.memory = memory;
      this.view = view;
      this.#adopt(memory.load());
    }

    #adopt(state) {
      this.session = state?.session ?? null;
      this.lastEvent = state?.lastEvent ?? 0;
      this.entries = state?.entries ?? [];
    }

    #save() {
      const entries = this.entries.slice(-KEPT_ENTRIES);
      this.memory.save({ session: this.session, lastEvent: this.lastEvent, entries });
    }

    /** Take up where the last page left off. */
    start() {
      this.listen();
      this.#pump();
    }

    say(text, shown = text) {
      const entry = { from: "citizen", id: uuid(), text, shown, state: "waiting" };
      this.#add(entry, this.entries.length);
      this.#pump();
    }

    /** Do not wait for the next attempt. */
    retryNow() {
      if (this.#wake) this.#wake();
      else this.#pump();
    }

    clear() {
      this.#era += 1;
      this.#adopt(null);
      this.memory.forget();
      this.deafen();
      this.#wake?.();
      this.view.trouble(null);
      this.view.redrawn();
    }

    /** Another tab wrote: show what it shows, unless a message is under way here. */
    follow() {
      if (this.#sending) return;
      this.deafen();
      this.#adopt(this.memory.load());
      this.view.redrawn();
      this.listen();
    }

    listen() {
      if (!this.session || this.#stream || document.hidden) return;
      this.#stream = this.api.listen(this.session, this.lastEvent, (id, reply) => {
        if (id <= this.lastEvent) return;
        this.lastEvent = id;
        this.#add({ from: "assistant", reply, answers: null }, this.entries.length);
      });
    }

    deafen() {
      this.#stream?.close();
      this.#stream = null;
    }

    #add(entry, index) {
      this.entries.splice(index, 0, entry);
      this.#save();
      this.view.added(entry, index);
    }

    async #pump() {
      if (this.#sending) return;
      this.#sending = true;
      const waiting = () => this.entries.find((entry) => entry.state === "waiting");
      try {
        for (let message = waiting(); message; message = waiting()) {
          this.view.waiting(true);
          await this.#deliver(message, this.#era);
        }
      } finally {
        this.#sending = false;
        this.view.waiting(false);
      }
    }

    /** Send one message until it is answered, refused or cleared away. */
    async #deliver(message, era) {
      let started = false; // whether a lost session was dropped already
      for (let attempt = 0; ; attempt += 1) {
        let result;
        try {
          result = await this.api.send(this.session, message.id, message.text);
        } catch {
          result = {
            ending: "later",
            seconds: Math.min(SLOWEST_RETRY_S, 2 ** attempt) * (0.75 + Math.random() / 2),
            problem: navigator.onLine ? LABELS.unreachable : LABELS.offline,
          };
        }
        if (era !== this.#era) return;
        if (result.ending === "answered") return this.#settle(message, result);
        if (result.ending === "lost" && !started) {
          started = true;
          this.session = null;
          this.deafen();
          continue;
        }
        if (result.ending === "refused" || result.ending === "lost") {
          message.state = "refused";
          message.problem = result.problem ?? LABELS.refused;
          this.#save();
          this.view.trouble(null);
          this.view.changed(message);
          return;
        }
        this.view.trouble(result.problem);
        this.view.waiting(!result.problem);
        await this.#pause(result.seconds);
        if (era !== this.#era) return;
      }
    }

    #settle(message, { session, replies }) {
      this.view.trouble(null);
      message.state = "sent";
      this.session = session;
      this.view.changed(message);
      // Beside its question, even when more questions were typed meanwhile.
      let index = this.entries.indexOf(message) + 1;
      for (const reply of replies) {
        this.#add({ from: "assistant", reply, answers: message.id }, index);
        index += 1;
      }
      this.listen();
    }

    #pause(seconds) {
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          this.#wake = null;
          resolve();
        };
        const timer = setTimeout(done, seconds * 1000);
        this.#wake = done;
      });
    }
  }

  // ------------------------------------------------------------------ 7. how replies look

  function citizenTurn(entry) {
    const turn = make(
      "div",
      { class: "citizen", tabindex: "-1" },
      make("span", { class: "sr" }, `${LABELS.you}: `),
      make("p", { class: "bubble" }, entry.shown),
    );
    if (entry.state === "refused") turn.append(make("p", { class: "state bad" }, entry.problem));
    return turn;
  }

  /** @param choose called with a button's payload and title; null where choices are past. */
  function assistantTurn(reply, choose) {
    const urgent = URGENT.has(reply.meta.outcome);
    const words = urgent ? withCalls(reply.text) : withLinks(reply.text);
    return make(
      "div",
      { class: `assistant${urgent ? " urgent" : ""}`, tabindex: "-1" },
      make("span", { class: "sr" }, `${LABELS.name}: `),
      make("p", { class: "bubble" }, ...words),
      reply.card ? card(reply) : null,
      reply.meta.sources.length || FACTUAL.has(reply.meta.outcome) ? sources(reply.meta) : null,
      choose && reply.buttons.length ? choices(reply.buttons, choose) : null,
    );
  }

  function card(reply) {
    const { title, sections } = reply.card;
    return make(
      "section",
      { class: "card", "aria-label": title },
      make("h3", {}, title),
      ...sections.map((section) => {
        const asked = section.open || section.facet === reply.meta.facet || sections.length === 1;
        const list = section.facet === "steps" ? "ol" : "ul";
        const count = section.facet === "dossier" ? ` (${section.items.length})` : "";
        return make(
          "details",
          { open: asked, "data-facet": section.facet },
          make("summary", {}, make("span", {}, section.title,
            make("span", { class: "count" }, count))),
          make(list, { class: "items" },
            ...section.items.map((item) => make("li", {}, ...withLinks(item)))),
          section.facet === "dossier" ? checklistTools(reply, section) : null,
        );
      }),
    );
  }

  function checklistTools(reply, section) {
    const note = make("span", { role: "status" });
    const copy = async () => {
      const copied = await copyText(checklistText(reply, section));
      note.textContent = copied ? LABELS.copied : LABELS.notCopied;
    };
    return make(
      "div",
      { class: "tools" },
      make("button", { type: "button", onclick: () => printChecklist(reply, section) },
        LABELS.print),
      make("button", { type: "button", onclick: copy }, LABELS.copy),
      note,
    );
  }

  const sourceName = (source) => [source.document, source.article].filter(Boolean).join(", ");

  function sourceLine(meta) {
    const names = meta.sources.map(sourceName).join("; ") || LABELS.noSource;
    return [
      `${LABELS.sources}: ${names}`,
      meta.as_of && `${LABELS.asOf} ${dayMonthYear(meta.as_of)}`,
      meta.release && `${LABELS.release} ${meta.release}`,
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
          source.valid_from && `${LABELS.inForceFrom} ${dayMonthYear(source.valid_from)}`,
          source.valid_to && `${LABELS.inForceTo} ${dayMonthYear(source.valid_to)}`,
        ].filter(Boolean).join(" ");
        const safe = /^https?:\/\//.test(source.url ?? "");
        const name = sourceName(source);
        return make("li", {}, safe ? make("a", { href: source.url, ...NEW_TAB }, name) : name,
          dates && ` (${dates})`);
      })),
    );
  }

  function choices(buttons, choose) {
    return make(
      "div",
      { class: "choices", role: "group", "aria-label": LABELS.choices },
      ...buttons.map(({ title, payload }) =>
        make("button", { type: "button", onclick: () => choose(payload, title) }, title)),
    );
  }

  // ------------------------------------------------------------------ 8. print and copy

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
    const frame = make("iframe", { title: LABELS.print, "aria-hidden": "true", tabindex: "-1" });
    frame.style.cssText = "position:fixed;width:0;height:0;border:0;visibility:hidden";
    document.body.append(frame);
    const view = frame.contentWindow;
    const page = view.document;
    page.title = reply.card.title;
    page.documentElement.lang = "vi";
    page.adoptedStyleSheets = [styleSheet(PRINT_CSS, view)];
    const today = new Date().toLocaleDateString("vi-VN");
    page.body.append(
      make("h1", {}, reply.card.title),
      make("h2", {}, section.title),
      make("ul", {}, ...section.items.map((item) => make("li", {}, item))),
      make("p", { class: "small" }, sourceLine(reply.meta)),
      make("p", { class: "small" }, `${LABELS.printedOn} ${today} · ${location.host}`),
    );
    view.addEventListener("afterprint", () => setTimeout(() => frame.remove()));
    view.focus();
    view.print();
  }

  // ------------------------------------------------------------------ 9. the element

  // Known only while this script runs; afterwards currentScript is null.
  const SERVER = new URL(document.currentScript?.src || location.href).origin;

  class TroLyMotCua extends HTMLElement {
    #leaving = null; // ends every listener on window and document

    connectedCallback() {
      if (!this.shadowRoot) this.#build();
      this.#leaving = new AbortController();
      const until = { signal: this.#leaving.signal };
      const { conversation } = this;
      addEventListener("online", () => conversation.retryNow(), until);
      addEventListener("storage", (event) => {
        if (event.key === conversation.memory.key) conversation.follow();
      }, until);
      // A hidden page listens to nothing: it costs the server a connection.
      document.addEventListener("visibilitychange", () => {
        if (document.hidden) conversation.deafen();
        else conversation.listen();
      }, until);
      conversation.start();
    }

    disconnectedCallback() {
      this.#leaving.abort();
      this.conversation.deafen();
    }

    get #floating() {
      return this.getAttribute("mode") === "floating";
    }

    #build() {
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [styleSheet(CSS)];
      root.append(this.#launcher(), this.#frame());
      root.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && this.#floating) this.close();
      });
      const api = new ChatApi(this.getAttribute("api") ?? `${SERVER}/chat/api`);
      this.conversation = new Conversation(api, new Memory(`tlmc:${api.base}`), this);
      this.frame.hidden = this.#floating;
      this.launcher.hidden = !this.#floating;
      try {
        this.redrawn();
      } catch {
        this.conversation.clear(); // kept by an older version, or damaged
      }
    }

    #launcher() {
      this.badge = make("span", { class: "badge", hidden: true },
        make("span", { class: "sr" }, LABELS.unread));
      return (this.launcher = make(
        "button",
        { type: "button", class: "main launcher", "aria-expanded": "false",
          onclick: () => this.open() },
        icon(), LABELS.open, this.badge,
      ));
    }

    #frame() {
      this.log = make("div",
        { class: "log", role: "log", "aria-label": LABELS.log,
          tabindex: this.#floating ? "0" : null }); // it scrolls by itself only there
      this.typing = make("div", { role: "status" });
      this.problem = make("div", { role: "alert" });
      this.starters = make("div", { class: "starters" });
      return (this.frame = make(
        "section",
        { class: "frame", "aria-label": LABELS.name, lang: "vi" },
        make("div", { class: "head" }, make("h2", {}, LABELS.name),
          make("button", { type: "button", onclick: () => this.close() }, LABELS.close)),
        this.log, this.starters, this.typing, this.problem, ...this.#composer(),
      ));
    }

    #composer() {
      this.input = make("textarea", { id: "words", rows: "1", maxlength: MAX_CHARACTERS,
        placeholder: LABELS.placeholder, enterkeyhint: "send", autocomplete: "off",
        "aria-describedby": "privacy",
        onkeydown: (event) => {
          // While an input method composes a letter (Telex, VNI), Enter belongs to it.
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          this.#submit();
        } });
      const form = make("form",
        { onsubmit: (event) => {
          event.preventDefault();
          this.#submit();
        } },
        make("label", { class: "sr", for: "words" }, LABELS.input), this.input,
        make("button", { class: "main" }, LABELS.send));
      this.clearing = make("button", { type: "button", class: "quiet",
        onclick: () => this.#clear() }, LABELS.clear);
      return [
        make("div", { class: "foot" }, form),
        make("div", { class: "under" },
          make("span", { id: "privacy" }, LABELS.privacy), this.clearing),
      ];
    }

    open() {
      this.frame.hidden = false;
      this.launcher.hidden = true;
      this.badge.hidden = true;
      // A touch keyboard would hide half of the panel before anything was read.
      (matchMedia("(pointer: fine)").matches ? this.input : this.log).focus();
    }

    close() {
      this.frame.hidden = true;
      this.launcher.hidden = false;
      this.launcher.focus();
    }

    #submit() {
      const text = this.input.value.trim();
      if (text) {
        this.input.value = "";
        this.conversation.say(text);
      }
      this.input.focus();
    }

    #clear() {
      if (confirm(LABELS.clearSure)) this.conversation.clear();
      this.input.focus();
    }

    // What the conversation tells.

    redrawn() {
      // Only what comes later is news: a screen reader need not hear the past again.
      this.log.setAttribute("aria-live", "off");
      requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
      this.log.replaceChildren(make("div", { class: "assistant" },
        make("p", { class: "bubble" }, LABELS.greeting)));
      this.turns = new Map();
      this.conversation.entries.forEach((entry, index) => this.#draw(entry, index));
      this.#offers();
      if (this.conversation.entries.length) this.log.lastElementChild.scrollIntoView();
    }

    added(entry, index) {
      const focused = this.shadowRoot.activeElement;
      const turn = this.#draw(entry, index);
      this.#offers();
      if (entry.from === "citizen") {
        turn.scrollIntoView({ block: "nearest" });
        // The button pressed is gone: keep the place of a keyboard or screen-reader user.
        if (!this.shadowRoot.activeElement) turn.focus({ preventScroll: true });
      } else {
        if (focused?.matches(".citizen")) turn.focus({ preventScroll: true });
        this.#reveal(turn, index);
        this.badge.hidden = !this.#floating || !this.frame.hidden;
      }
    }

    changed(entry) {
      const turn = citizenTurn(entry);
      const old = this.turns.get(entry);
      const focused = this.shadowRoot.activeElement === old;
      old.replaceWith(turn);
      this.turns.set(entry, turn);
      if (focused) turn.focus({ preventScroll: true });
      if (entry.state === "refused" && !this.input.value) this.input.value = entry.shown;
    }

    waiting(yes) {
      this.typing.className = yes ? "waiting" : "";
      this.typing.replaceChildren(...(yes
        ? [make("span", { class: "dots", "aria-hidden": "true" },
          make("i"), make("i"), make("i")), LABELS.typing]
        : []));
      if (yes) this.#showEnd(this.typing);
    }

    trouble(sentence) {
      this.problem.className = sentence ? "trouble" : "";
      this.problem.replaceChildren(...(sentence
        ? [make("span", {}, sentence), make("button",
          { type: "button", onclick: () => this.conversation.retryNow() }, LABELS.retry)]
        : []));
      if (sentence) this.#showEnd(this.problem);
    }

    #draw(entry, index) {
      const turn = entry.from === "citizen" ? citizenTurn(entry) : assistantTurn(entry.reply, null);
      // The greeting stands before the first entry.
      this.log.insertBefore(turn, this.log.children[index + 1] ?? null);
      this.turns.set(entry, turn);
      return turn;
    }

    /** Buttons belong to the last reply only: an older "Lệ phí" would now be about something else. */
    #offers() {
      const { entries } = this.conversation;
      for (const old of this.log.querySelectorAll(".choices")) old.remove();
      const last = entries.at(-1);
      if (last?.from === "assistant" && last.reply.buttons.length) {
        this.turns.get(last).append(
          choices(last.reply.buttons, (payload, title) => this.conversation.say(payload, title)),
        );
      }
      const starters = entries.length ? [] : [...this.querySelectorAll("[data-starter]")];
      this.starters.hidden = !starters.length;
      this.starters.replaceChildren(make(
        "div", { class: "choices", role: "group", "aria-label": LABELS.starters },
        ...starters.map((element) => {
          const text = element.textContent.trim();
          return make("button", { type: "button", onclick: () => this.conversation.say(text) },
            text);
        }),
      ));
      this.clearing.hidden = !entries.length;
    }

    /** What stands below the log takes room from it: keep the last message in sight as well. */
    #showEnd(below) {
      (this.#floating ? this.log.lastElementChild : below).scrollIntoView({ block: "nearest" });
    }

    /** A long answer is read from its top, a short one is shown whole. */
    #reveal(turn, index) {
      const space = this.#floating ? this.log.clientHeight : innerHeight;
      const before = this.turns.get(this.conversation.entries[index - 1]);
      if (turn.offsetHeight > space * 0.6) {
        (before?.matches(".citizen") ? before : turn).scrollIntoView({ block: "start" });
      } else {
        turn.scrollIntoView({ block: "nearest" });
      }
    }
  }

  // A browser too old for this keeps the element's own children: the page without JavaScript.
  const able = "adoptedStyleSheets" in Document.prototype && "timeout" in AbortSignal;
  if (able && !customElements.get("tro-ly-mot-cua")) {
    customElements.define("tro-ly-mot-cua", TroLyMotCua);
  }
})();
