// Parses numbers that people type, and rounds figures for people. scenarios/numbers.py does the same in Python; both
// are tested with the tables tests/numbers.json and tests/rounding.json.

const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g;
const SPACES = /[ \u00a0\u2000-\u200a\u202f\u205f\u3000]/g;
const APOSTROPHES = /['\u2018\u2019\u02bc\u00b4`]/g;
const MINUS_SIGNS = /[-\u2010-\u2013\u2212\ufe63\uff0d]/g;
const SCIENTIFIC = /^(\d+)(?:[.,](\d+))?e([+-]?\d{1,3})$/i;
const PLAIN = /^(\d*)(?:[.,](\d+))?$/;
const GROUPED = /^(\d{1,3})([ '.,])(\d{3})(?:\2\d{3})*(?:([.,])(\d+))?$/;

// Unicode has the decimal digits of each script in runs of ten, zero first.
const isDigit = (point) => /^\p{Nd}$/u.test(String.fromCodePoint(point));
function plainDigit(digit) {
  let steps = 0;
  while (isDigit(digit.codePointAt(0) - steps - 1)) steps++;
  return String(steps % 10);
}

const one = (sign, text, mark) => ({ values: [sign * Number(text) + 0], mark, separator: "" });
const none = () => ({ values: [], mark: "", separator: "" });

// What a text can mean: no value, one, or two where one separator has three digits behind it. Then the
// separator is read between thousands first and as the decimal mark second. `known` is the decimal mark
// that other figures have settled.
export function readNumber(text, known = "") {
  let plain = text.replace(UNSEEN, "").replace(SPACES, " ").replace(APOSTROPHES, "'").trim();
  plain = plain.replace(MINUS_SIGNS, "-").replace(/\p{Nd}/gu, plainDigit);
  const sign = plain.startsWith("-") ? -1 : 1;
  if (/^[-+]/.test(plain)) plain = plain.slice(1).trimStart();
  if (!/\d/.test(plain)) return none();
  let found = SCIENTIFIC.exec(plain);
  if (found) return one(sign, `${found[1]}.${found[2] ?? 0}e${found[3]}`, "");
  found = GROUPED.exec(plain);
  if (found) return readGrouped(sign, plain, found, known);
  found = PLAIN.exec(plain);
  if (!found) return none();
  return one(sign, `${found[1] || 0}.${found[2] ?? 0}`, found[2] === undefined ? "" : plain[found[1].length]);
}

function readGrouped(sign, plain, [, first, separator, , mark, decimals], known) {
  if (mark === separator) return none();
  const whole = plain.slice(0, mark ? plain.lastIndexOf(mark) : undefined).replace(/[ '.,]/g, "");
  if (mark || separator === " " || separator === "'") return one(sign, `${whole}.${decimals ?? 0}`, mark ?? "");
  const other = separator === "," ? "." : ",";
  const asThousands = one(sign, whole, other);
  if (plain.split(separator).length > 2) return asThousands;
  const asDecimals = one(sign, plain.replace(separator, "."), separator);
  if (first.startsWith("0") || known === separator) return asDecimals;
  if (known) return asThousands;
  return { values: [...asThousands.values, ...asDecimals.values], mark: "", separator };
}

// The number, or NaN where the text is none or has two readings.
export function parseNumber(text) {
  const { values } = readNumber(text);
  return values.length === 1 ? values[0] : NaN;
}

export const isAmbiguous = (text) => readNumber(text).values.length === 2;

// A figure for people: half away from zero, of the decimals that the number is written with.
export function roundFigure(value, digits = 0) {
  if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 53) return value;
  const [plain, exponent = 0] = String(Math.abs(value)).split("e");
  const whole = Math.round(Number(`${plain}e${Number(exponent) + digits}`));
  return Math.sign(value) * Number(`${whole}e${-digits}`) + 0;
}

// A number for a field, so that reading it gives it back and never asks.
export function writeNumber(value) {
  const text = String(Number(value.toPrecision(10)));
  return isAmbiguous(text) ? `${text}0` : text;
}
