import { quotaText } from './batch.ts';
import type { Amount, Records } from './records.ts';
import { UploadRejected } from './rejection.ts';
import type { Storage } from './storage.ts';

type RoomParts = {
  readonly records: Records;
  readonly storage: Storage;
  /** What one reader may keep. */
  readonly limit: Amount;
  /** How many bytes of the disk stay free. */
  readonly keepFree: number;
};

/** Sets room aside for uploads before they are read, so that those under way together never take more than there is. */
export function createRoom({ records, storage, limit, keepFree }: RoomParts) {
  const reservedBy = new Map<string, number>();
  let reserved = 0;

  /**
   * Sets this many bytes aside for a reader.
   *
   * @returns gives them back; to be called once the files are recorded, or given up.
   * @throws UploadRejected where the reader, or the disk, has no room for them.
   */
  async function reserve(reader: string, bytes: number): Promise<() => void> {
    const [kept, free] = await Promise.all([records.amount(reader), storage.free()]);
    // From here on nothing waits: no other upload comes between the comparison and the change.
    const others = reservedBy.get(reader) ?? 0;
    if (kept.files >= limit.files || kept.bytes + others + bytes > limit.bytes) {
      throw new UploadRejected('quota', quotaText(limit));
    }
    if (reserved + bytes + keepFree > free) {
      throw new UploadRejected('disk-full', 'We have no room for this just now.');
    }
    change(reader, bytes);
    return () => change(reader, -bytes);
  }

  function change(reader: string, bytes: number): void {
    reserved += bytes;
    const mine = (reservedBy.get(reader) ?? 0) + bytes;
    if (mine === 0) reservedBy.delete(reader);
    else reservedBy.set(reader, mine);
  }
  return { reserve };
}
