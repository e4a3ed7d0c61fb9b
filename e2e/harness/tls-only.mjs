// A network that lets nothing through but TLS, as at schools that look into what passes their port 443; or nothing but
// what asks its HTTP proxy for a tunnel.

import { execFileSync } from 'node:child_process';
import { X509Certificate, createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

/** How every TLS connection begins: the record of a handshake. */
const HANDSHAKE = 0x16;

/** How a browser asks a proxy for a tunnel (RFC 9110 section 9.3.6). */
const TUNNEL = /^CONNECT localhost:(\d+) /;

/** Stands before a server's port on this machine. What does not begin as TLS does is cut off. */
export class TlsOnly {
  /** Connections cut off. */
  refused = 0;
  #port;
  #byProxy;
  #server;
  #sockets = new Set();

  /**
   * @param {number} port of the server
   * @param {boolean} byProxy whether only tunnels are let through, and it is the proxy that makes them
   */
  constructor(port, byProxy) {
    this.#port = port;
    this.#byProxy = byProxy;
    this.#server = createServer((outside) => {
      this.#keep(outside);
      outside.once('data', (first) => (byProxy ? this.#tunnel(outside, first) : this.#look(outside, first)));
    });
  }

  /** Flags of a browser on this network. */
  get flags() {
    return this.#byProxy ? [`--proxy-server=http://127.0.0.1:${this.port}`, '--proxy-bypass-list=<-loopback>'] : [];
  }

  /** Opens on a free port. */
  async open() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = this.#server.address().port;
  }

  close() {
    this.#server.close();
    this.#sockets.forEach((socket) => socket.destroy());
  }

  #tunnel(outside, first) {
    if (Number(TUNNEL.exec(first.toString('latin1'))?.[1]) !== this.port) return this.#refuse(outside);
    outside.once('data', (next) => this.#look(outside, next));
    outside.write('HTTP/1.1 200 OK\r\n\r\n');
  }

  #look(outside, first) {
    if (first[0] !== HANDSHAKE) return this.#refuse(outside);
    const inside = connect({ port: this.#port, host: '127.0.0.1' });
    this.#keep(inside);
    inside.write(first);
    outside.pipe(inside).pipe(outside);
    outside.once('close', () => inside.destroy());
    inside.once('close', () => outside.destroy());
  }

  #refuse(outside) {
    this.refused += 1;
    outside.destroy();
  }

  /** A connection that breaks is the other end's business. */
  #keep(socket) {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

/**
 * A certificate of its own for localhost.
 *
 * @param {string} folder where it is put
 * @returns {{certificate: string, key: string, flag: string}} files (PEM), and the flag by which a browser accepts it
 */
export function certify(folder) {
  const [certificate, key] = ['certificate.pem', 'key.pem'].map((name) => join(folder, name));
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];
  const whose = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,DNS:*.localhost', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...whose, '-out', certificate, '-keyout', key], { stdio: 'pipe' });
  const { publicKey } = new X509Certificate(readFileSync(certificate));
  const hash = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('base64');
  return { certificate, key, flag: `--ignore-certificate-errors-spki-list=${hash}` };
}
