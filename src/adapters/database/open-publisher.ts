import type { TablePublisher } from '../../data/reported/table-publisher.ts';
import { type DatabaseSettings, databaseAddress } from './address.ts';

/** A publisher for whatever database the settings name; its driver loads only then. @throws config.invalid */
export async function openPublisher(settings: DatabaseSettings): Promise<TablePublisher> {
  const address = databaseAddress(settings);
  if (address.kind === 'postgres') return (await import('./postgres.ts')).createPostgresPublisher(address);
  return (await import('./mysql.ts')).createMysqlPublisher(address);
}
