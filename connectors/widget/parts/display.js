/** What a person chose of looks and language, and the colours of the host page. */

const DISPLAY_KEY = "tlmc:display";
const SIZES = [100, 125, 150, 200]; // per cent
const THEMES = ["auto", "light", "dark"];
const DARK_MODE = matchMedia("(prefers-color-scheme: dark)");
const MORE_CONTRAST = matchMedia("(prefers-contrast: more)");
// Of what words stand on, the darker in light and the lighter in dark.
const SURFACES = { light: "#eef3f7", dark: "#212b36" };

/** Luminance of a colour #rgb or #rrggbb, 0 to 1, as WCAG defines it; null for any other text. */
function luminance(colour) {
  const short = /^#(.)(.)(.)$/;
  const hex = (colour || "").trim().replace(short, "#$1$1$2$2$3$3");
  if (!/^#[\da-f]{6}$/i.test(hex)) return null;
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const contrast = (one, other) =>
  (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

const wantsContrast = (chosen) =>
  chosen.contrast === undefined ? MORE_CONTRAST.matches : chosen.contrast;

/** Put choices and colours on the root of the widget.
 *  A colour of the host page fills buttons, with black or white on it; words are written in it
 *  only where it can be read.
 */
function applyDisplay(root, chosen, host) {
  const theme = chosen.theme || host.theme;
  const dark = theme === "dark" || (theme !== "light" && DARK_MODE.matches);
  const strong = wantsContrast(chosen);
  const size = (SIZES.includes(Number(chosen.size)) ? chosen.size : 100) / 100;
  root.classList.toggle("dark", dark);
  root.classList.toggle("strong", strong);
  root.classList.toggle("large", size > 1.25);
  root.style.setProperty("--size", size);
  const brand = (dark && host.primaryDark) || host.primary;
  const light = strong ? null : luminance(brand);
  const set = (name, value) =>
    value ? root.style.setProperty(name, value) : root.style.removeProperty(name);
  const known = light !== null;
  const readable = known && contrast(light, luminance(SURFACES[dark ? "dark" : "light"])) >= 4.5;
  set("--fill", known && brand);
  set("--on-fill", known && (contrast(light, 0) > contrast(light, 1) ? "#000" : "#fff"));
  set("--accent", readable && brand);
}

/** The panel where one chooses; `changed` is called with all choices. */
function displayPanel(chosen, changed) {
  const choose = (name) => (event) => {
    const { type, checked, value } = event.target;
    changed({ ...chosen, [name]: type === "checkbox" ? checked : value }, name);
  };
  const select = (label, name, options, current) => make("label", {}, label,
    make("select", { name, onchange: choose(name) }, ...options.map(([value, text]) =>
      make("option", { value, selected: String(value) === String(current) }, text))));
  return make(
    "div",
    { class: "display", role: "group", "aria-label": L.display },
    select(L.size, "size", SIZES.map((size) => [size, `${size} %`]), chosen.size || 100),
    select(L.theme, "theme", THEMES.map((theme) => [theme, L[theme]]), chosen.theme || "auto"),
    select(L.language, "lang", [["vi", "Tiếng Việt"], ["en", "English"]], L.code),
    tick("checkbox", L.contrast, { name: "contrast", checked: wantsContrast(chosen),
      onchange: choose("contrast") }),
  );
}
