/** Writes a PDF whose pages are JPEG pictures (ISO 32000-1, sections 7.5 and 8.9). Nothing else, so it needs no library. */

export interface PdfPage {
  jpeg: Uint8Array;
  /** The picture's pixels. */
  width: number;
  height: number;
}

/** The longer side of a page in points: A4. */
const LONG_SIDE = 842;

export function writePdf(pages: readonly PdfPage[]): Blob {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const offsets: number[] = [];
  let length = 0;
  const encoder = new TextEncoder();
  const add = (part: string | Uint8Array): void => {
    const bytes = typeof part === "string" ? encoder.encode(part) : Uint8Array.from(part);
    parts.push(bytes);
    length += bytes.length;
  };
  const object = (number: number, ...body: (string | Uint8Array)[]): void => {
    offsets[number] = length;
    add(`${number} 0 obj\n`);
    body.forEach(add);
    add("\nendobj\n");
  };
  // a line of bytes above 127 tells transfer programs that this is no text
  add("%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
  object(1, "<< /Type /Catalog /Pages 2 0 R >>");
  object(2, `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, i) => `${3 + i * 3} 0 R`).join(" ")}] >>`);
  pages.forEach(({ jpeg, width, height }, i) => {
    const [page, content, picture] = [3 + i * 3, 4 + i * 3, 5 + i * 3];
    const scale = LONG_SIDE / Math.max(width, height);
    const [w, h] = [(width * scale).toFixed(2), (height * scale).toFixed(2)];
    const draw = `q ${w} 0 0 ${h} 0 0 cm /P Do Q`;
    object(page, `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${w} ${h}] /Contents ${content} 0 R /Resources << /XObject << /P ${picture} 0 R >> >> >>`);
    object(content, `<< /Length ${draw.length} >>\nstream\n${draw}\nendstream`);
    const kind = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode`;
    object(picture, `<< ${kind} /Length ${jpeg.length} >>\nstream\n`, jpeg, "\nendstream");
  });
  const table = length;
  const entries = offsets.slice(1).map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`);
  add(`xref\n0 ${entries.length + 1}\n0000000000 65535 f \n${entries.join("")}`);
  add(`trailer\n<< /Size ${entries.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);
  return new Blob(parts, { type: "application/pdf" });
}
