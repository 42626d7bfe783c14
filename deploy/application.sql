-- The application's own role: web and worker read and write rows, and can neither change tables nor switch triggers off.
-- `jiangong` stays the owner: `jiangong setup` and the other commands run as it. After `jiangong setup`, once:
-- psql -d jiangong -v password=… -f deploy/application.sql
CREATE ROLE jiangong_application LOGIN PASSWORD :'password';
GRANT USAGE ON SCHEMA public TO jiangong_application;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO jiangong_application;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO jiangong_application;
ALTER DEFAULT PRIVILEGES FOR ROLE jiangong IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO jiangong_application;
ALTER DEFAULT PRIVILEGES FOR ROLE jiangong IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO jiangong_application;
-- What the guards of notices count by is written by the owner alone.
REVOKE INSERT, UPDATE, DELETE ON notices_minimum, notices_calendarday, django_migrations FROM jiangong_application;
