// A network between the browsers and the server that can be made worse while they talk: packets are lost or late, UDP
// stops, or nothing passes at all.

import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Tries to find a number that is free for both protocols. */
const TRIES = 20;

/**
 * Stands before a server on this machine with one port of its own for TCP and UDP. What cannot pass over TCP waits, as
 * the sender's system would have it wait; datagrams are gone.
 */
export class RoughNetwork {
  /** Each way and for everything, in milliseconds. */
  delayMs = 0;
  /** The share of datagrams lost, each way. */
  loss = 0;
  /** Of chance. */
  seed;
  /** Whether datagrams pass. */
  passesUdp = true;
  /** Datagrams that passed, and that did not. */
  passed = 0;
  lost = 0;
  #isDown = false;
  #serverPort;
  #chance;
  #tcp;
  #udp;
  /** For each address of a browser the socket by which the server knows it. */
  #behind = new Map();
  #lines = new Set();

  /**
   * @param {number} serverPort for TCP and UDP, on this machine
   */
  constructor(serverPort) {
    this.#serverPort = serverPort;
    this.seed = randomInt(2 ** 32);
    this.#chance = dice(this.seed);
  }

  /** Opens on a free port. */
  async open() {
    for (let tries = 0; tries < TRIES; tries += 1) {
      this.#tcp = createServer((outside) => this.#accept(outside)).listen(0, '127.0.0.1');
      await once(this.#tcp, 'listening');
      this.port = this.#tcp.address().port;
      this.#udp = createSocket('udp4');
      if (await binds(this.#udp, this.port)) {
        this.#udp.on('message', (datagram, from) => this.#hear(datagram, from));
        return;
      }
      this.#tcp.close();
    }
    throw new Error('no port is free for both TCP and UDP');
  }

  close() {
    this.#tcp.close();
    this.#udp.close();
    this.#behind.forEach((socket) => socket.close());
    this.#lines.forEach((line) => line.close());
  }

  /** From now on nothing passes; connections stay open and hear nothing. */
  goDown() {
    this.#isDown = true;
    this.#lines.forEach((line) => line.hold());
  }

  /** Everything passes again, what waited first. */
  comeUp() {
    this.#isDown = false;
    this.#lines.forEach((line) => line.release());
  }

  #accept(outside) {
    const line = new TcpLine(outside, connect({ port: this.#serverPort, host: '127.0.0.1' }), () => this.delayMs);
    this.#lines.add(line);
    line.onClose = () => this.#lines.delete(line);
    if (this.#isDown) line.hold();
  }

  #hear(datagram, { address, port }) {
    const key = `${address} ${port}`;
    if (!this.#behind.has(key)) this.#behind.set(key, this.#beginWith(address, port));
    const behind = this.#behind.get(key);
    this.#pass(() => behind.send(datagram, this.#serverPort, '127.0.0.1'));
  }

  #beginWith(address, port) {
    const behind = createSocket('udp4');
    behind.on('message', (datagram) => this.#pass(() => this.#udp.send(datagram, port, address)));
    // a browser that closed its port is no trouble of the network
    behind.on('error', () => {});
    return behind;
  }

  #pass(send) {
    if (this.#isDown || !this.passesUdp || this.#chance() < this.loss) {
      this.lost += 1;
      return;
    }
    this.passed += 1;
    if (this.delayMs === 0) send();
    else setTimeout(() => tryTo(send), this.delayMs);
  }
}

/** A TCP connection through the network: bytes wait while it is held, and are late by the network's delay. */
class TcpLine {
  onClose = () => {};
  #ways;
  #sockets;

  constructor(outside, inside, delayMs) {
    this.#sockets = [outside, inside];
    this.#ways = [new Way(outside, inside, delayMs), new Way(inside, outside, delayMs)];
    for (const socket of this.#sockets) {
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.once('close', () => this.#ways.forEach((way) => way.end()));
    }
    outside.once('close', () => this.onClose());
  }

  hold() {
    this.#ways.forEach((way) => way.hold());
  }

  release() {
    this.#ways.forEach((way) => way.release());
  }

  close() {
    this.#sockets.forEach((socket) => socket.destroy());
  }
}

/** One direction of a connection, in order. */
class Way {
  #waiting = [];
  #isHeld = false;
  #to;
  #delayMs;

  constructor(from, to, delayMs) {
    this.#to = to;
    this.#delayMs = delayMs;
    from.on('data', (bytes) => this.#take(() => to.write(bytes)));
  }

  /** The other end learns of the end as it learns of everything: late, and not while nothing passes. */
  end() {
    this.#take(() => this.#to.destroy());
  }

  hold() {
    this.#isHeld = true;
  }

  release() {
    this.#isHeld = false;
    this.#waiting.splice(0).forEach((act) => act());
  }

  #take(act) {
    const arrive = () => {
      if (this.#isHeld) this.#waiting.push(act);
      else act();
    };
    const delay = this.#delayMs();
    if (delay === 0) arrive();
    else setTimeout(arrive, delay);
  }
}

async function binds(socket, port) {
  socket.bind(port, '127.0.0.1');
  try {
    await once(socket, 'listening');
    return true;
  } catch {
    socket.close();
    return false;
  }
}

/** What was on its way when the network was closed is gone. */
function tryTo(send) {
  try {
    send();
  } catch (error) {
    if (error.code !== 'ERR_SOCKET_DGRAM_NOT_RUNNING') throw error;
  }
}

/** Chance that is the same for the same seed (mulberry32): numbers from 0 up to 1. */
function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
