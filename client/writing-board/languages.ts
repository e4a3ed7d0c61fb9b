/** The programming languages a code block may be coloured as. */

export const LANGUAGES = {
  python: "Python",
  javascript: "JavaScript",
  java: "Java",
  cpp: "C and C++",
  xml: "HTML",
  sql: "SQL",
} as const;

export type Language = keyof typeof LANGUAGES;

export function isLanguage(value: unknown): value is Language {
  return typeof value === "string" && Object.hasOwn(LANGUAGES, value);
}
