-- What the signer may do in the database, and nothing more: read the tree, publish checkpoints and its public key.
-- psql -d jiangong -v password=… -f deploy/signer.sql
CREATE ROLE jiangong_signer LOGIN PASSWORD :'password';
GRANT SELECT ON ledger_head, ledger_tile, ledger_checkpoint, ledger_cosignature, ledger_logkey TO jiangong_signer;
GRANT INSERT ON ledger_checkpoint, ledger_logkey TO jiangong_signer;
