/** Messages in order. A message keeps its id until it is answered, so sending it again is safe:
 *  the server answers one id once. One message is under way at a time, as the server would handle
 *  them one after the other anyway.
 *
 *  Entries: {from: "citizen", id, text, shown, state: "waiting"|"sent"|"refused", file?, problem?}
 *           {from: "assistant", reply, answers: id of the message | null, position, opinion?}
 *  `view` is told: added(entry, index), changed(entry), progress(entry, share), waiting(yes),
 *  trouble(sentence|null), rated(entry, sentence), redrawn(), tell(event, detail); it knows
 *  `procedure`.
 */

const SLOWEST_RETRY_S = 30;
const KEPT_ENTRIES = 80;
const KEPT_MS = 24 * 3600 * 1000; // a shared computer must not remember for ever

class Conversation {
  constructor(api, view) {
    this.api = api;
    this.view = view;
    this.key = `tlmc:${api.base}`;
    this.era = 0; // raised when the conversation is cleared: answers from before are dropped
    this.files = new Map(); // by id of the message; their content does not survive a reload
    this._adopt(this._load());
  }

  _load() {
    const state = storage.read(this.key);
    const usable = state && state.version === 1 && Array.isArray(state.entries);
    return usable && Date.now() - state.savedAt < KEPT_MS ? state : {};
  }

  _adopt(state) {
    this.session = state.session || null;
    this.lastEvent = state.lastEvent || 0;
    this.entries = state.entries || [];
  }

  _save() {
    const { session, lastEvent } = this;
    const entries = this.entries.slice(-KEPT_ENTRIES);
    storage.write(this.key, { session, lastEvent, entries, version: 1, savedAt: Date.now() });
  }

  /** Take up where the last page left off. */
  start() {
    this.listen();
    this._pump();
    this._tellOpinions();
  }

  say(text, shown, way) {
    this._take({ text, shown: shown || text }, way || "typed");
  }

  attach(file) {
    const id = uuid();
    this.files.set(id, file);
    const entry = { id, text: "", shown: file.name, file: true };
    if (file.size > MAX_FILE_BYTES) Object.assign(entry, { state: "refused", problem: L.bigFile });
    this._take(entry, "file");
  }

  _take(entry, way) {
    this._add({ from: "citizen", id: uuid(), state: "waiting", ...entry }, this.entries.length);
    if (entry.state) return;
    this.view.tell("asked", { way });
    this._pump();
  }

  /** Keep what somebody thinks of a reply until the server has it. */
  rate(entry, opinion) {
    entry.opinion = opinion;
    this._save();
    this.view.tell("rated", { rating: opinion.rating, reason: opinion.reason || null });
    this._tellOpinions();
  }

  /** The words that a reply answered, as they were typed. */
  questionOf(entry) {
    const asked = this.entries.find((other) => other.id && other.id === entry.answers);
    return asked ? asked.shown : "";
  }

  /** Do not wait for the next attempt. */
  retryNow() {
    if (this.wake) this.wake();
    else this._pump();
    this.listen();
    this._tellOpinions();
  }

  clear() {
    this.era += 1;
    this._adopt({});
    this.files.clear();
    storage.write(this.key, null);
    this.deafen();
    if (this.stop) this.stop();
    if (this.wake) this.wake();
    this.view.trouble(null);
    this.view.redrawn();
  }

  /** Another tab wrote: show what it shows, unless a message is under way here. */
  follow() {
    if (this.sending) return;
    this.deafen();
    this._adopt(this._load());
    this.view.redrawn();
    this.listen();
  }

  listen() {
    if (!this.session || this.stream || document.hidden) return;
    this.stream = this.api.listen(
      this.session,
      this.lastEvent,
      (id, reply) => {
        if (id <= this.lastEvent) return;
        this.lastEvent = id;
        this._add({ from: "assistant", reply, answers: null }, this.entries.length);
      },
      () => {
        this.deafen();
        setTimeout(() => this.listen(), SLOWEST_RETRY_S * 1000);
      },
    );
  }

  deafen() {
    if (this.stream) this.stream.close();
    this.stream = null;
  }

  _add(entry, index) {
    this.entries.splice(index, 0, entry);
    this._save();
    this.view.added(entry, index);
  }

  async _pump() {
    if (this.sending) return;
    this.sending = true;
    const waiting = () => this.entries.find((entry) => entry.state === "waiting");
    try {
      for (let message = waiting(); message; message = waiting()) {
        this.view.waiting(true);
        await this._deliver(message, this.era);
      }
    } finally {
      this.sending = false;
      this.view.waiting(false);
    }
  }

  async _send(message) {
    if (!message.file) {
      // The page's procedure counts where a conversation begins.
      const about = this.session ? undefined : this.view.procedure;
      return this.api.say(this.session, message.id, message.text, about);
    }
    const file = this.files.get(message.id);
    if (!file) return { ending: "refused", problem: file === null ? L.stoppedFile : L.goneFile };
    return this.api.sendFile(this.session, message.id, file, (share, stop) => {
      this.stop = stop;
      this.view.progress(message, share);
    });
  }

  /** Give up a file, whether it is on its way or waits for the network. */
  stopFile(message) {
    this.files.set(message.id, null);
    if (this.stop) this.stop();
    else if (this.wake) this.wake();
  }

  /** Send one message until it is answered, refused or cleared away. */
  async _deliver(message, era) {
    let started = false; // whether a lost session was dropped already
    for (let attempt = 0; ; attempt += 1) {
      let result;
      const since = Date.now();
      try {
        result = await this._send(message);
      } catch {
        result = {
          ending: "later",
          seconds: Math.min(SLOWEST_RETRY_S, 2 ** attempt) * (0.75 + Math.random() / 2),
          problem: navigator.onLine ? L.unreachable : L.offline,
        };
      }
      this.stop = null;
      if (era !== this.era) return;
      if (result.ending === "answered") {
        this._settle(message, result, Date.now() - since);
        return;
      }
      if (result.ending === "lost" && !started) {
        started = true;
        this.session = null;
        this.deafen();
        continue;
      }
      if (result.ending !== "later") {
        message.state = "refused";
        message.problem = result.problem || L.refused;
        this._save();
        this.view.trouble(null);
        this.view.changed(message);
        this.view.tell("failed", { reason: "refused" });
        return;
      }
      if (!attempt && result.problem) this.view.tell("failed", { reason: "unreachable" });
      this.view.trouble(result.problem);
      this.view.waiting(!result.problem);
      await this._pause(result.seconds);
      if (era !== this.era) return;
    }
  }

  _settle(message, { session, replies }, took) {
    this.view.trouble(null);
    message.state = "sent";
    this.session = session;
    this.files.delete(message.id);
    this.view.changed(message);
    // Beside its question, even when more questions were typed meanwhile.
    const index = this.entries.indexOf(message) + 1;
    replies.forEach((reply, position) => {
      this._add({ from: "assistant", reply, answers: message.id, position }, index + position);
      this.view.tell("answered", { ...publicMeta(reply.meta), milliseconds: took });
    });
    this.listen();
  }

  _pause(seconds) {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
      const timer = setTimeout(done, seconds * 1000);
      this.wake = done;
    });
  }

  async _tellOpinions() {
    if (this.telling) return;
    this.telling = true;
    const { era } = this;
    const untold = () => this.entries.find(({ opinion }) => opinion && !opinion.told);
    try {
      for (let entry = untold(); entry && this.session; entry = untold()) {
        const { opinion } = entry;
        const result = await this.api.rate(this.session, entry.answers, entry.position, opinion);
        if (era !== this.era) break;
        if (result.ending === "later") throw new Error("later");
        opinion.told = true; // refused: asking again would not help
        opinion.note = opinion.question = "";
        this._save();
        this.view.rated(entry, result.message || L.notRated);
      }
    } catch {
      setTimeout(() => this._tellOpinions(), SLOWEST_RETRY_S * 1000);
    } finally {
      this.telling = false;
    }
  }
}

/** What events tell of a reply: how a question ended; of a grievance or an emergency, nothing. */
function publicMeta({ outcome, procedure, facet }) {
  if (!RATED.has(outcome) && outcome !== "clarify") return { outcome: "other" };
  return { outcome, procedure: procedure || null, facet: facet || null };
}
