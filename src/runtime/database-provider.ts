import { type Provider, provide } from '../control/definition/resource.ts';
import { tablePublisher } from '../pipelines/publish/publish-tables.ts';

/** The user's own database, by `DATABASE_URL` or by parts as the MySQL fund system had them. */
export function databaseProvider(): Provider {
  return provide(tablePublisher, async ({ setting }) => {
    const { openPublisher } = await import('../adapters/database/open-publisher.ts');
    return openPublisher({
      url: setting('DATABASE_URL'),
      kind: setting('DB_KIND'),
      host: setting('DB_HOST'),
      port: setting('DB_PORT'),
      user: setting('DB_USER'),
      password: setting('DB_PASSWORD'),
      name: setting('DB_NAME'),
    });
  });
}
