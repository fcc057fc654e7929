"""The application's role may read and write rows, owns nothing, and can't rewrite the audit."""

from django.db import migrations

GRANTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'crosslift_app') AND current_user <> 'crosslift_app' THEN
    GRANT USAGE ON SCHEMA public TO crosslift_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO crosslift_app;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO crosslift_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO crosslift_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO crosslift_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO crosslift_app;
    REVOKE UPDATE, DELETE ON core_audit FROM crosslift_app;
  END IF;
END $$;
CREATE OR REPLACE FUNCTION core_audit_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$;
CREATE TRIGGER core_audit_stands BEFORE UPDATE OR DELETE ON core_audit
  FOR EACH ROW EXECUTE FUNCTION core_audit_stands();
"""
BACK = """
DROP TRIGGER core_audit_stands ON core_audit;
DROP FUNCTION core_audit_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunSQL(GRANTS, BACK)]
