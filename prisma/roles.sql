-- One role per service, which sees that service's schema and the shared one and nothing else. It also reads which migrations
-- were applied, so that a process of its own needs no other role once the owner has migrated.
-- Run as the owner of the database after each migration that adds a schema; running it again changes nothing:
--   psql "$DATABASE_URL" -f prisma/roles.sql
-- Then give each role a way to log in (ALTER ROLE segl_signing PASSWORD '…') and set DATABASE_URL_SIGNING and so on.
DO $$
DECLARE
  service text;
  role_name text;
  visible text;
BEGIN
  FOREACH service IN ARRAY ARRAY['upload', 'signing', 'bankid', 'vault', 'trust', 'registry'] LOOP
    role_name := 'segl_' || service;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT', role_name);
    END IF;
    EXECUTE format('GRANT SELECT ON _prisma_migrations TO %I', role_name);
    FOREACH visible IN ARRAY ARRAY[service, 'platform'] LOOP
      EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', visible, role_name);
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', visible, role_name);
      EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO %I', visible, role_name);
      -- Tables of later migrations, made by the role that runs this.
      EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', visible, role_name);
      EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT USAGE, SELECT ON SEQUENCES TO %I', visible, role_name);
    END LOOP;
  END LOOP;
END
$$;
