-- The project file, first version.

-- What a person edits: small JSON values, as they are now.
CREATE TABLE document (
  id TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Every edit: RFC 6902 patches by document id, both ways. next: the child that redo goes to. Row 0 is the beginning.
CREATE TABLE edit (
  id INTEGER PRIMARY KEY,
  parent INTEGER REFERENCES edit(id),
  label TEXT NOT NULL,
  time TEXT NOT NULL,
  forward TEXT NOT NULL,
  backward TEXT NOT NULL,
  next INTEGER
);
CREATE INDEX edit_parent ON edit(parent);
INSERT INTO edit(id, label, time, forward, backward) VALUES (0, '', '', '{}', '{}');

-- Single values of the file; 'current' is the edit whose state the documents show.
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value
) WITHOUT ROWID;
INSERT INTO setting VALUES ('current', 0);

-- Immutable contents by content address. Tables and dictionaries refer to chunks by id; a very big chunk goes on
-- in `next`. Chunks that no artifact names are left by a process that died while storing; they do no harm.
CREATE TABLE artifact (
  hash TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  created TEXT NOT NULL,
  content BLOB NOT NULL
);
CREATE TABLE chunk (
  id INTEGER PRIMARY KEY,
  hash BLOB UNIQUE,
  next INTEGER,
  body BLOB NOT NULL
);

-- What was executed.
CREATE TABLE run (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE,
  parent TEXT NOT NULL,
  status TEXT NOT NULL,
  started TEXT NOT NULL,
  seconds REAL NOT NULL,
  seed INTEGER NOT NULL,
  params TEXT NOT NULL,
  metrics TEXT NOT NULL,
  details TEXT NOT NULL,
  log TEXT NOT NULL
);
CREATE INDEX run_kind ON run(kind);
CREATE TABLE run_artifact (
  run TEXT NOT NULL,
  output INTEGER NOT NULL,
  position INTEGER NOT NULL,
  artifact TEXT NOT NULL,
  PRIMARY KEY (run, output, position)
) WITHOUT ROWID;
CREATE INDEX run_artifact_artifact ON run_artifact(artifact, output);

-- The registry.
CREATE TABLE model_group (
  name TEXT PRIMARY KEY,
  created TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE TABLE model_version (
  group_name TEXT NOT NULL REFERENCES model_group(name),
  version INTEGER NOT NULL,
  run TEXT NOT NULL,
  bundle TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected')),
  created TEXT NOT NULL,
  who TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (group_name, version)
) WITHOUT ROWID;
CREATE TABLE approval (
  id INTEGER PRIMARY KEY,
  group_name TEXT NOT NULL,
  version INTEGER NOT NULL,
  status TEXT NOT NULL,
  who TEXT NOT NULL,
  time TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT ''
);

-- Who did what, as a chain of hashes: a changed or removed row breaks it.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  time TEXT NOT NULL,
  who TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
);
