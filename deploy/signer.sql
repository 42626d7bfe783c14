-- What the signer may do in the database, and nothing more: read the tree, publish checkpoints and its public keys; read what
-- credentials were issued and revoked, publish them signed.
-- psql -d jiangong -v password=… -f deploy/signer.sql
CREATE ROLE jiangong_signer LOGIN PASSWORD :'password';
GRANT SELECT ON ledger_head, ledger_tile, ledger_checkpoint, ledger_cosignature, ledger_logkey TO jiangong_signer;
GRANT INSERT ON ledger_checkpoint, ledger_logkey TO jiangong_signer;
GRANT SELECT ON credentials_credential, credentials_issuerkey, credentials_signed, credentials_statuslist, ledger_place
  TO jiangong_signer;
GRANT SELECT (id, verb, subject_type, subject_id, payload) ON ledger_entry TO jiangong_signer;
GRANT INSERT ON credentials_issuerkey, credentials_signed TO jiangong_signer;
GRANT UPDATE (waits) ON credentials_credential TO jiangong_signer;
GRANT UPDATE (document, says, signed_at) ON credentials_statuslist TO jiangong_signer;
