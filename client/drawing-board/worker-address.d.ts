/** The built worker's address, see build.mjs. */
declare module "pdfjs-dist/legacy/build/pdf.worker.min.mjs" {
  const address: string;
  export default address;
}
