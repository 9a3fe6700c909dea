import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { type Dispatcher, Pool } from 'undici';
import { Elsewhere, isLost } from './elsewhere.ts';

/** How long the addresses of a name are believed, in milliseconds. */
const BELIEVED = 5000;

/** How long an address to which a connection was lost, or that hangs, is passed over, in milliseconds. */
const PASSED_OVER = 5000;

/** A replica hangs when so many requests in a row got no answer there in their time; of slow answers some are in time. */
const HANGS = 3;

/** The share of its time that a request must have had for that: timers may be early, and what had less says nothing. */
const ENOUGH = 0.9;

/** How long a connection to one of several addresses may take, in milliseconds; within one network it takes less than one. */
const CONNECT_LIMIT = 300;

export type Connections = Pick<Dispatcher, 'dispatch'> & { destroy(): Promise<void> };

type Options = Pool.Options & {
  /** How long a connection, and a request's answer, may take; milliseconds. */
  readonly connectTimeout: number;
};

type Parts = {
  readonly resolve?: (host: string) => Promise<LookupAddress[]>;
  readonly clock?: () => number;
};

/**
 * Connections to a server. Where its name stands for several addresses they are its replicas: requests go to them in turn,
 * a replica to which a connection is lost is passed over for a while, and what was lost with it is sent to another where that does
 * no harm. One that hangs is passed over as well, but for a request now and then that probes it. The name is resolved again
 * every five seconds of use, and after a loss. Where it stands for one address, or is one, this is a pool and no more.
 */
export function connectReplicas(server: URL, options: Options, parts: Parts = {}): Connections {
  const byName = new Pool(server.origin, options);
  const isAddress = isIP(server.hostname.replace(/^\[|\]$/g, '')) !== 0;
  return isAddress ? byName : new Replicas(server, options, byName, parts);
}

type Replica = {
  readonly pool: Pool;
  backAt: number;
  /** Requests since its latest answer that got none in their time. */
  unanswered: number;
};

class Replicas implements Connections {
  readonly #server: URL;
  readonly #options: Options;
  readonly #byName: Pool;
  readonly #resolve: (host: string) => Promise<LookupAddress[]>;
  readonly #clock: () => number;
  /** By address; empty while the name stands for one. */
  #replicas = new Map<string, Replica>();
  #inTurn: Replica[] = [];
  #turn = 0;
  #believedUntil = Number.NEGATIVE_INFINITY;
  /** Pools of former replicas, which finish what they have. */
  readonly #leaving = new Set<Pool>();
  #destroyed = false;

  constructor(
    server: URL,
    options: Options,
    byName: Pool,
    { resolve = addressesOf, clock = () => performance.now() }: Parts,
  ) {
    this.#server = server;
    this.#options = options;
    this.#byName = byName;
    this.#resolve = resolve;
    this.#clock = clock;
  }

  dispatch(request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (this.#clock() >= this.#believedUntil) void this.#resolveAgain();
    if (this.#inTurn.length === 0) return this.#byName.dispatch(request, handler);
    return this.#send(request, handler, this.#inTurn.length - 1);
  }

  async destroy(): Promise<void> {
    this.#destroyed = true;
    const pools = [this.#byName, ...this.#leaving, ...this.#inTurn.map(({ pool }) => pool)];
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  /** @param others how many further replicas it may be sent to. */
  #send(
    request: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
    others: number,
    lost?: Replica,
  ): boolean {
    const replica = this.#next(lost);
    const sendElsewhere = (sent: boolean) => {
      this.#passOver(replica);
      if (others === 0 || this.#destroyed || this.#inTurn.length === 0) return false;
      // A request that takes a replica down with it must not take all of them.
      this.#send(request, handler, sent ? 0 : others - 1, replica);
      return true;
    };
    const began = this.#clock();
    const ended = (answered: boolean) => {
      if (answered) this.#answers(replica);
      else if (this.#clock() - began >= ENOUGH * this.#options.connectTimeout) this.#answersNot(replica);
    };
    return replica.pool.dispatch(request, new Elsewhere(request.method, handler, { sendElsewhere, ended }));
  }

  /** The next replica in turn that isn't passed over; where all are the next one, but for the one that has just lost the request. */
  #next(lost: Replica | undefined): Replica {
    const now = this.#clock();
    const count = this.#inTurn.length;
    let turn = (this.#turn + 1) % count;
    for (let n = 1; n <= count && (this.#inTurn[turn] as Replica).backAt > now; n++)
      turn = (turn + 1) % count;
    if (this.#inTurn[turn] === lost) turn = (turn + 1) % count;
    this.#turn = turn;
    const replica = this.#inTurn[turn] as Replica;
    // This request is the probe; those that follow pass over the replica until it has answered.
    if (replica.unanswered >= HANGS) replica.backAt = now + PASSED_OVER;
    return replica;
  }

  #answersNot(replica: Replica): void {
    replica.unanswered += 1;
    if (replica.unanswered >= HANGS) replica.backAt = this.#clock() + PASSED_OVER;
  }

  #answers(replica: Replica): void {
    if (replica.unanswered >= HANGS) replica.backAt = Number.NEGATIVE_INFINITY;
    replica.unanswered = 0;
  }

  #passOver(replica: Replica): void {
    replica.backAt = this.#clock() + PASSED_OVER;
    this.#believedUntil = Number.NEGATIVE_INFINITY;
  }

  async #resolveAgain(): Promise<void> {
    this.#believedUntil = this.#clock() + BELIEVED;
    // Without an answer the addresses are those that were known; where none was, the pool's own error says why.
    const found = await this.#resolve(this.#server.hostname).catch(() => undefined);
    if (found && !this.#destroyed) this.#replace(ofOneFamily(found));
  }

  #replace(addresses: readonly LookupAddress[]): void {
    const former = this.#replicas;
    const several = addresses.length > 1 ? addresses : [];
    this.#replicas = new Map(
      several.map((found) => [found.address, former.get(found.address) ?? this.#add(found)]),
    );
    this.#inTurn = [...this.#replicas.values()];
    for (const [address, { pool }] of former) if (!this.#replicas.has(address)) this.#leave(pool);
  }

  #add(address: LookupAddress): Replica {
    const pool = new Pool(this.#server.origin, {
      ...this.#options,
      connectTimeout: Math.min(this.#options.connectTimeout, CONNECT_LIMIT),
      // The name stays in Host and in TLS; only its look-up is answered.
      connect: { lookup: always(address) },
    });
    const replica = { pool, backAt: Number.NEGATIVE_INFINITY, unanswered: 0 };
    pool.on('disconnect', (_origin, _targets, error) => {
      if (isLost(error)) this.#passOver(replica);
    });
    return replica;
  }

  #leave(pool: Pool): void {
    this.#leaving.add(pool);
    void pool.close().finally(() => this.#leaving.delete(pool));
  }
}

function addressesOf(host: string): Promise<LookupAddress[]> {
  return lookup(host, { all: true });
}

// A host that has an address of either family is one replica, not two.
function ofOneFamily(addresses: LookupAddress[]): LookupAddress[] {
  const v4 = addresses.filter(({ family }) => family === 4);
  const v6 = addresses.filter(({ family }) => family === 6);
  return v6.length > v4.length ? v6 : v4;
}

function always({ address, family }: LookupAddress): LookupFunction {
  return (_host, { all }, found) => (all ? found(null, [{ address, family }]) : found(null, address, family));
}
