import { assertOutsideTransaction } from '@segl/platform';
import type { SqlDriverAdapter, SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';

/**
 * Refuses the outer client inside `withTransaction`: on PGlite it would wait for the session that the transaction
 * holds, for ever; on PostgreSQL it would quietly write outside the transaction.
 */
export function guardAdapter(factory: SqlDriverAdapterFactory): SqlDriverAdapterFactory {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => guard(await factory.connect()),
  };
}

function guard(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const outside = () => assertOutsideTransaction('a query by the outer database client');
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    async queryRaw(query) {
      outside();
      return adapter.queryRaw(query);
    },
    async executeRaw(query) {
      outside();
      return adapter.executeRaw(query);
    },
    async executeScript(script) {
      outside();
      return adapter.executeScript(script);
    },
    async startTransaction(isolationLevel) {
      outside();
      return adapter.startTransaction(isolationLevel);
    },
    getConnectionInfo: () => adapter.getConnectionInfo?.() ?? { supportsRelationJoins: false },
    dispose: () => adapter.dispose(),
  };
}
